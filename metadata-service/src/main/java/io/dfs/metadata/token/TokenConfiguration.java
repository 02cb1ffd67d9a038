package io.dfs.metadata.token;

import io.dfs.common.token.ClusterSecret;
import io.dfs.common.token.ClusterSecrets;
import io.dfs.common.token.TokenSigner;
import io.dfs.service.start.StartRefusedException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TokenConfiguration {

    @Bean
    TokenSigner tokenSigner(ClusterSecretSettings settings, Clock clock) {
        return new TokenSigner(secrets(settings), clock);
    }

    private static List<ClusterSecret> secrets(ClusterSecretSettings settings) {
        try {
            return ClusterSecrets.of(
                    settings.clusterSecret(), settings.clusterSecretFile(), settings.previousClusterSecret());
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new StartRefusedException(String.valueOf(e.getMessage()), e);
        }
    }
}
