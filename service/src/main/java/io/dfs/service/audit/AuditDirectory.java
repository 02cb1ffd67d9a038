package io.dfs.service.audit;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where the files of the log lie.
 *
 * @param folder empty while that is not known; lines wait in memory until it is
 */
public record AuditDirectory(Supplier<Optional<Path>> folder) {

    public static AuditDirectory at(Path path) {
        return new AuditDirectory(() -> Optional.of(path));
    }
}
