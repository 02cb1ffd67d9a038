package io.dfs.service.management;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What one must know to read the metrics.
 *
 * @param token itself, at least 32 characters; empty if none is configured
 * @param tokenFile or a file that holds it, read when the service starts
 */
@ConfigurationProperties("dfs.metrics")
record MetricsToken(
        @DefaultValue("") String token, @DefaultValue("") String tokenFile) {

    private static final int MIN_LENGTH = 32;

    MetricsToken {
        if (!token.isBlank() && !tokenFile.isBlank()) {
            throw new IllegalArgumentException("DFS_METRICS_TOKEN and DFS_METRICS_TOKEN_FILE are both set: use one");
        }
        token = tokenFile.isBlank() ? token.strip() : read(Path.of(tokenFile.strip()));
        if ((!token.isEmpty() || !tokenFile.isBlank()) && token.length() < MIN_LENGTH) {
            throw new IllegalArgumentException(
                    "the metrics token has %d characters; give it at least %d".formatted(token.length(), MIN_LENGTH));
        }
    }

    boolean isNone() {
        return token.isEmpty();
    }

    /** Takes as long for a nearly right guess as for a wrong one. */
    boolean is(String guess) {
        return !isNone()
                && MessageDigest.isEqual(
                        token.getBytes(StandardCharsets.UTF_8), guess.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return isNone() ? "no metrics token" : "a metrics token";
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException("the metrics token can't be read from %s".formatted(file), e);
        }
    }
}
