package io.dfs.node.registration;

import io.dfs.common.api.MetadataApi;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.HttpMetadataApi;
import io.dfs.common.http.Retry;
import io.dfs.common.token.TokenSigner;
import io.dfs.node.chunk.ChunkStore;
import io.dfs.node.chunk.DataDirectories;
import io.dfs.node.identity.ClusterProperties;
import io.dfs.node.identity.NodeIdentity;
import io.dfs.node.identity.NodeProperties;
import io.dfs.node.transfer.TransferSlots;
import java.time.Clock;
import java.time.Duration;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
class RegistrationConfiguration {

    private static final String METADATA_HTTP_CLIENT = "metadataHttpClient";

    /** The heartbeat is the only caller, one request at a time; a second connection is for one that is being closed. */
    @Bean(name = METADATA_HTTP_CLIENT, destroyMethod = "close")
    CloseableHttpClient metadataHttpClient(NodeProperties properties) {
        return HttpClients.create(properties.connectTimeout(), Duration.ofSeconds(5), 2);
    }

    /** Without retries: the next round is the retry. */
    @Bean
    MetadataApi metadataApi(
            @Qualifier(METADATA_HTTP_CLIENT) CloseableHttpClient http,
            ClusterProperties cluster,
            TokenSigner signer,
            NodeIdentity identity) {
        return new HttpMetadataApi(
                http, cluster.metadataUrl(), Retry.NEVER, () -> signer.signServiceToken("node:" + identity.name()));
    }

    @Bean
    HeartbeatLoop heartbeatLoop(
            MetadataApi metadata,
            NodeIdentity identity,
            NodeProperties properties,
            Environment environment,
            ObjectProvider<BuildProperties> build,
            TransferSlots transfers,
            DataDirectories directories,
            ChunkStore store,
            Membership membership,
            ReplicaFindings findings,
            ReplicaVerifier verifier,
            Clock clock) {
        BuildProperties known = build.getIfAvailable();
        HeartbeatLoop.Presentation presentation = new HeartbeatLoop.Presentation(
                () -> advertisedUrl(properties, environment),
                known == null ? "development" : String.valueOf(known.getVersion()),
                transfers::taken);
        return new HeartbeatLoop(
                metadata, identity, presentation, directories, store, membership, findings, verifier, clock);
    }

    @Bean
    HeartbeatSchedule heartbeatSchedule(HeartbeatLoop loop, FatalRefusal fatal) {
        return new HeartbeatSchedule(loop::runOnce, fatal::end);
    }

    /** The port is known only once the server listens, because 0 stands for any. */
    private static String advertisedUrl(NodeProperties properties, Environment environment) {
        return properties.advertisedUrl().isEmpty()
                ? "http://localhost:" + environment.getRequiredProperty("local.server.port")
                : properties.advertisedUrl();
    }
}
