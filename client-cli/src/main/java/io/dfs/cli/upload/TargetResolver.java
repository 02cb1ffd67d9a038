package io.dfs.cli.upload;

import io.dfs.cli.session.UsageException;
import io.dfs.common.api.EntryKind;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where each source goes, like {@code cp}: into the target under its own name if the target is a directory or ends with a
 * slash, otherwise the one source becomes the target.
 */
final class TargetResolver {

    private final ExistingTargets existing;
    private final boolean several;

    /** @param several whether several sources were named, even if only one of them is there */
    TargetResolver(ExistingTargets existing, boolean several) {
        this.existing = existing;
        this.several = several;
    }

    /**
     * The target as it was typed.
     *
     * @param slash whether it ended with a slash, which means a directory
     */
    record Target(FilePath path, boolean slash) {

        static Target parse(String text) {
            boolean slash = text.endsWith("/") && text.length() > 2;
            return new Target(FilePath.valueOf(slash ? text.substring(0, text.length() - 1) : text), slash);
        }
    }

    List<FilePath> resolve(List<Path> sources, Target typed) {
        FilePath target = typed.path();
        boolean slash = typed.slash();
        EntryKind kind = existing.kindAt(target);
        if (kind == EntryKind.FILE && (slash || several)) {
            throw new DfsException(
                    ErrorCode.NOT_A_DIRECTORY, "%s is a file, so nothing can be put below it".formatted(target));
        }
        if (slash || kind == EntryKind.DIRECTORY) {
            return below(sources, target);
        }
        if (several) {
            throw new DfsException(
                    ErrorCode.NOT_FOUND,
                    "%s does not exist: end it with a slash to put the sources into a new directory".formatted(target));
        }
        Path source = sources.getFirst();
        if (kind == EntryKind.FILE && Files.isDirectory(source)) {
            throw new DfsException(
                    ErrorCode.NOT_A_DIRECTORY, "%s is a file and %s a directory".formatted(target, source));
        }
        return List.of(target);
    }

    private static List<FilePath> below(List<Path> sources, FilePath directory) {
        Set<FilePath> targets = new LinkedHashSet<>();
        for (Path source : sources) {
            FilePath target =
                    directory.resolve(LocalNames.nameOf(source.toAbsolutePath().normalize()));
            if (!targets.add(target)) {
                throw new UsageException(
                        "two of the sources would become %s: upload them one by one".formatted(target));
            }
        }
        return List.copyOf(targets);
    }
}
