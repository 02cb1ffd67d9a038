package io.dfs.common.token;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The cluster secrets as services are told them: in a setting or a file, one a line, and one more beside it. */
public final class ClusterSecrets {

    /** An exchange needs two; a third leaves room for one that was begun before the last one ended. */
    public static final int LIMIT = 3;

    private ClusterSecrets() {}

    /**
     * The secrets, each once, the one that signs first. Empty text counts as not given.
     *
     * @param secretFile is read only if {@code secret} is not given
     * @param previousSecret one more to accept: the former, or the next that is not used yet
     * @throws IllegalArgumentException with one sentence for the person who starts the service
     * @throws UncheckedIOException likewise, if the file can't be read
     */
    public static List<ClusterSecret> of(
            @Nullable String secret, @Nullable String secretFile, @Nullable String previousSecret) {
        Path file = fileInUse(secret, secretFile);
        String given = file == null ? presence(secret) : read(file);
        if (given == null) {
            throw new IllegalArgumentException(
                    "no cluster secret: set DFS_CLUSTER_SECRET or DFS_CLUSTER_SECRET_FILE to the"
                            + " same one for all services of the cluster (make one with 'openssl rand -hex 32')");
        }
        List<ClusterSecret> secrets = Stream.concat(
                        given.lines().filter(line -> !line.isBlank()), Stream.ofNullable(presence(previousSecret)))
                .map(ClusterSecret::new)
                .distinct()
                .toList();
        return checked(secrets, file);
    }

    private static List<ClusterSecret> checked(List<ClusterSecret> secrets, @Nullable Path file) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException(
                    "the cluster secret's file %s is empty: write the secret into its first line".formatted(file));
        }
        if (secrets.size() > LIMIT) {
            throw new IllegalArgumentException(
                    "%d cluster secrets are given; the most is %d: take out the ones that no one signs with any more"
                            .formatted(secrets.size(), LIMIT));
        }
        return secrets;
    }

    /** Null if the secret itself is given, or nothing. */
    static @Nullable Path fileInUse(@Nullable String secret, @Nullable String secretFile) {
        String file = presence(secretFile);
        return presence(secret) != null || file == null ? null : Path.of(file);
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
