package io.dfs.common.token;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The cluster secret as services are told it: in a setting or in a file, and perhaps an older one that is still accepted. */
public final class ClusterSecrets {

    private ClusterSecrets() {}

    /**
     * The secrets, the one that signs first. Empty text counts as not given.
     *
     * @throws IllegalArgumentException with one sentence for the person who starts the service
     */
    public static List<ClusterSecret> of(
            @Nullable String secret, @Nullable String secretFile, @Nullable String previousSecret) {
        String given = presence(secret);
        String file = presence(secretFile);
        String current = given != null ? given : file != null ? read(Path.of(file)) : null;
        if (current == null) {
            throw new IllegalArgumentException(
                    "no cluster secret: set DFS_CLUSTER_SECRET or DFS_CLUSTER_SECRET_FILE to the"
                            + " same one for all services of the cluster (make one with 'openssl rand -hex 32')");
        }
        return Stream.concat(Stream.of(current), Stream.ofNullable(presence(previousSecret)))
                .map(ClusterSecret::new)
                .toList();
    }

    private static @Nullable String presence(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("the cluster secret's file %s does not exist".formatted(file), e);
        } catch (IOException e) {
            throw new UncheckedIOException("the cluster secret's file %s can't be read".formatted(file), e);
        }
    }
}
