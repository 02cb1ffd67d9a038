package io.dfs.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The file of settings that docker compose reads ({@code .env}), which comes without secrets. */
final class EnvironmentFile {

    private static final Pattern EMPTY_SECRET =
            Pattern.compile("(?m)^(DFS_[A-Z0-9_]*(?:SECRET|PASSWORD|METRICS_TOKEN))=[ \\t]*(?=\\r?$)");

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path file;

    EnvironmentFile(Path file) {
        this.file = file.toAbsolutePath().normalize();
    }

    /** @param secrets the names of the settings that were given a secret */
    record Filled(String text, List<String> secrets) {}

    /** Gives each secret that is empty a value, and changes nothing else. */
    static Filled fill(String text, Supplier<String> randomSecret) {
        List<String> names = new ArrayList<>();
        String filled = EMPTY_SECRET.matcher(text).replaceAll((MatchResult line) -> {
            names.add(line.group(1));
            return line.group(1) + "=" + randomSecret.get();
        });
        return new Filled(filled, List.copyOf(names));
    }

    /**
     * Fills in what is empty, and makes the file its owner's alone. What is there already stays, so it may be repeated.
     *
     * @return the names of the settings that were given a secret
     */
    List<String> initialize() {
        if (!Files.isRegularFile(file)) {
            throw new LocalClusterException(
                    "%s does not exist: go to the folder of docker-compose.yml, or name its .env file".formatted(file));
        }
        try {
            Filled filled = fill(Files.readString(file), ClusterFolder::randomSecret);
            replaceBy(filled.text());
            return filled.secrets();
        } catch (IOException e) {
            throw new UncheckedIOException("%s can't be changed".formatted(file), e);
        }
    }

    /** By a rename, so that the file is never half written, and its secrets are never readable for others. */
    private void replaceBy(String text) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        Files.createFile(next, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
