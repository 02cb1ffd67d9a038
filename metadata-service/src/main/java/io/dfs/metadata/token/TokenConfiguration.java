package io.dfs.metadata.token;

import io.dfs.common.token.ClusterSecret;
import io.dfs.common.token.TokenSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TokenConfiguration {

    @Bean
    TokenSigner tokenSigner(ClusterSecretSettings settings, Clock clock) {
        return new TokenSigner(secrets(settings), clock);
    }

    /** The secret that signs, then the previous one if there is one. */
    static List<ClusterSecret> secrets(ClusterSecretSettings settings) {
        List<ClusterSecret> secrets = new ArrayList<>();
        ClusterSecret current = read("cluster secret", settings.clusterSecret(), settings.clusterSecretFile());
        if (current == null) {
            throw new ClusterSecretException("There is no cluster secret: nobody could tell this cluster's tickets and"
                    + " receipts from forged ones.");
        }
        secrets.add(current);
        ClusterSecret previous =
                read("previous cluster secret", settings.previousClusterSecret(), settings.previousClusterSecretFile());
        if (previous != null) {
            secrets.add(previous);
        }
        return secrets;
    }

    private static @Nullable ClusterSecret read(String what, @Nullable String value, @Nullable Path file) {
        String inline = value == null || value.isBlank() ? null : value;
        Path from = file == null || file.toString().isBlank() ? null : file;
        if (inline != null && from != null) {
            throw new ClusterSecretException(
                    "The %s is given twice, as a value and as a file: leave one out.".formatted(what));
        }
        try {
            if (inline != null) {
                return new ClusterSecret(inline);
            }
            return from == null ? null : new ClusterSecret(Files.readString(from));
        } catch (IOException e) {
            throw new ClusterSecretException(
                    "The file %s with the %s can't be read: %s."
                            .formatted(from, what, e.getClass().getSimpleName()),
                    e);
        } catch (IllegalArgumentException e) {
            throw new ClusterSecretException("Not a usable %s: %s.".formatted(what, e.getMessage()), e);
        }
    }
}
