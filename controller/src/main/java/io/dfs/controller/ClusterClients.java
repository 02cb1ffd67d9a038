package io.dfs.controller;

import io.dfs.common.api.MetadataApi;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.HttpMetadataApi;
import io.dfs.common.http.Retry;
import io.dfs.common.http.ServiceTime;
import io.dfs.common.http.StorageNodeClient;
import io.dfs.common.tls.ClientTls;
import io.dfs.common.token.TokenSigner;
import io.dfs.common.token.WatchedClusterSecrets;
import java.time.Clock;
import java.time.Duration;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the controller reaches the other parts of the cluster. */
@Configuration(proxyBeanMethods = false)
class ClusterClients {

    /** The longest that a node may take over one copy, which it answers only when the chunk is durable. */
    private static final Duration COPY_TIMEOUT = Duration.ofMinutes(4);

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    ServiceTime serviceTime(Clock clock) {
        return new ServiceTime(clock);
    }

    @Bean
    TokenSigner tokenSigner(ControllerSettings settings, ServiceTime time) {
        return new TokenSigner(
                new WatchedClusterSecrets(
                        settings.clusterSecret(), settings.clusterSecretFile(), settings.previousClusterSecret()),
                time.clock());
    }

    @Bean(destroyMethod = "close")
    CloseableHttpClient httpClient(ClientTls tls) {
        return HttpClients.create(tls, Duration.ofSeconds(5), COPY_TIMEOUT, 64);
    }

    @Bean
    MetadataApi metadataApi(
            CloseableHttpClient httpClient, ControllerSettings settings, TokenSigner signer, ServiceTime time) {
        // No retries here: the next round is the retry.
        return new HttpMetadataApi(
                httpClient, settings.endpoints(), Retry.NEVER, () -> signer.signServiceToken(settings.name()), time);
    }

    @Bean
    StorageNodeClient storageNodeClient(CloseableHttpClient httpClient) {
        return new StorageNodeClient(httpClient);
    }
}
