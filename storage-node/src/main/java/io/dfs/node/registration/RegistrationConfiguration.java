package io.dfs.node.registration;

import io.dfs.common.api.MetadataApi;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.HttpMetadataApi;
import io.dfs.common.http.MetadataEndpoints;
import io.dfs.common.http.Retry;
import io.dfs.common.http.ServiceTime;
import io.dfs.common.tls.ClientTls;
import io.dfs.node.chunk.ChunkStore;
import io.dfs.node.chunk.DataDirectories;
import io.dfs.node.identity.ClusterProperties;
import io.dfs.node.identity.Membership;
import io.dfs.node.identity.NodeIdentity;
import io.dfs.node.identity.NodeProperties;
import io.dfs.node.identity.NodeTokens;
import io.dfs.node.removal.RemovalExecutor;
import io.dfs.node.report.ChunkReports;
import io.dfs.node.transfer.Transfers;
import io.dfs.service.tls.ServerTls;
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
    private static final String BACKGROUND_HTTP_CLIENT = "backgroundHttpClient";

    /** For heartbeats, one request at a time; the other connections are for one that is being closed, and the farewell. */
    @Bean(name = METADATA_HTTP_CLIENT, destroyMethod = "close")
    CloseableHttpClient metadataHttpClient(ClientTls tls, NodeProperties properties) {
        return HttpClients.create(tls, properties.connectTimeout(), Duration.ofSeconds(5), 3);
    }

    /** For what takes the service longer, and must not hold up a heartbeat. */
    @Bean(name = BACKGROUND_HTTP_CLIENT, destroyMethod = "close")
    CloseableHttpClient backgroundHttpClient(ClientTls tls, NodeProperties properties) {
        return HttpClients.create(tls, properties.connectTimeout(), properties.responseTimeout(), 3);
    }

    @Bean
    MetadataEndpoints metadataEndpoints(ClusterProperties cluster) {
        return cluster.endpoints();
    }

    @Bean(name = "heartbeatMetadata")
    MetadataApi heartbeatMetadata(
            @Qualifier(METADATA_HTTP_CLIENT) CloseableHttpClient http,
            MetadataEndpoints endpoints,
            NodeTokens tokens,
            ServiceTime time) {
        return metadata(http, endpoints, tokens, time);
    }

    @Bean(name = "backgroundMetadata")
    MetadataApi backgroundMetadata(
            @Qualifier(BACKGROUND_HTTP_CLIENT) CloseableHttpClient http,
            MetadataEndpoints endpoints,
            NodeTokens tokens,
            ServiceTime time) {
        return metadata(http, endpoints, tokens, time);
    }

    /** Without retries: the next round is the retry. */
    private static MetadataApi metadata(
            CloseableHttpClient http, MetadataEndpoints endpoints, NodeTokens tokens, ServiceTime time) {
        return new HttpMetadataApi(http, endpoints, Retry.NEVER, tokens, time);
    }

    @Bean
    Errands errands(
            @Qualifier("heartbeatMetadata") MetadataApi metadata,
            NodeIdentity identity,
            ReplicaFindings findings,
            ReplicaVerifier verifier,
            RemovalExecutor removals,
            ChunkReports reports) {
        return new Errands(metadata, identity::id, findings, verifier, removals, reports);
    }

    @Bean
    SeenEpoch seenEpoch(DataDirectories directories) {
        return new SeenEpoch(directories.notes());
    }

    @Bean
    HeartbeatLoop heartbeatLoop(
            @Qualifier("heartbeatMetadata") MetadataApi metadata,
            NodeIdentity identity,
            NodeProperties properties,
            ServerTls tls,
            Environment environment,
            ObjectProvider<BuildProperties> build,
            Transfers transfers,
            DataDirectories directories,
            ChunkStore store,
            Membership membership,
            Errands errands,
            SeenEpoch seenEpoch,
            Clock clock) {
        BuildProperties known = build.getIfAvailable();
        HeartbeatLoop.Presentation presentation = new HeartbeatLoop.Presentation(
                () -> advertisedUrl(properties, tls, environment),
                known == null ? "development" : String.valueOf(known.getVersion()),
                transfers::taken);
        return new HeartbeatLoop(
                metadata, identity, presentation, directories, store, membership, errands, seenEpoch, clock);
    }

    @Bean
    HeartbeatSchedule heartbeatSchedule(HeartbeatLoop loop, FatalRefusal fatal) {
        return new HeartbeatSchedule(loop::runOnce, loop::depart, fatal::end);
    }

    /** The port is known only once the server listens, because 0 stands for any. */
    private static String advertisedUrl(NodeProperties properties, ServerTls tls, Environment environment) {
        return properties.advertisedUrl().isEmpty()
                ? tls.scheme() + "://localhost:" + environment.getRequiredProperty("local.server.port")
                : properties.advertisedUrl();
    }
}
