package io.dfs.metadata.token;

import io.dfs.common.token.TokenSigner;
import io.dfs.common.token.WatchedClusterSecrets;
import io.dfs.service.start.StartRefusedException;
import java.io.UncheckedIOException;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TokenConfiguration {

    @Bean
    TokenSigner tokenSigner(ClusterSecretSettings settings, Clock clock) {
        return new TokenSigner(secrets(settings), clock);
    }

    private static WatchedClusterSecrets secrets(ClusterSecretSettings settings) {
        try {
            return new WatchedClusterSecrets(
                    settings.clusterSecret(), settings.clusterSecretFile(), settings.previousClusterSecret());
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new StartRefusedException(String.valueOf(e.getMessage()), e);
        }
    }
}
