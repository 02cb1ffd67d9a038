package io.dfs.node;

import io.dfs.common.http.ServiceTime;
import io.dfs.common.token.TokenSigner;
import io.dfs.node.chunk.ChunkStore;
import io.dfs.node.chunk.DataDirectories;
import io.dfs.node.chunk.DiskChunkStore;
import io.dfs.node.chunk.ReplicaWatcher;
import io.dfs.node.chunk.StoreReport;
import io.dfs.node.encryption.EncryptionKeys;
import io.dfs.node.encryption.EncryptionProperties;
import io.dfs.node.identity.ClusterProperties;
import io.dfs.node.identity.NodeIdentity;
import io.dfs.node.identity.NodeProperties;
import io.dfs.node.identity.NodeTokens;
import java.time.Clock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Makes the parts that know nothing of the framework. */
@Configuration(proxyBeanMethods = false)
class StorageNodeConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(StorageNodeConfiguration.class);

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    ServiceTime serviceTime(Clock clock) {
        return new ServiceTime(clock);
    }

    @Bean
    TokenSigner tokenSigner(ClusterProperties cluster, ServiceTime time) {
        return new TokenSigner(cluster.secrets(), time.clock());
    }

    @Bean
    EncryptionKeys encryptionKeys(EncryptionProperties properties) {
        return properties.keys();
    }

    @Bean
    NodeTokens nodeTokens(TokenSigner signer, NodeIdentity identity, DataDirectories directories, ServiceTime time) {
        return new NodeTokens(signer, identity, directories::key, time.clock());
    }

    @Bean(destroyMethod = "close")
    DataDirectories dataDirectories(NodeProperties properties, Clock clock) {
        return DataDirectories.open(properties.dataDirs(), properties.capacityBytes(), clock);
    }

    @Bean
    ChunkStore chunkStore(DataDirectories directories, EncryptionKeys keys, Clock clock, ReplicaWatcher watcher) {
        return new DiskChunkStore(directories, keys, clock, watcher);
    }

    @Bean
    NodeIdentity nodeIdentity(NodeProperties properties, DataDirectories directories) {
        return new NodeIdentity(directories::nodeId, properties.name(), properties.zone(), directories::clusterId);
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> greeting(
            NodeIdentity identity, ChunkStore store, Environment environment) {
        return _ -> {
            greet(identity, store.report(), environment);
            warnOfSharing(store.report());
        };
    }

    /** What is sensible for a trial is a mistake in a cluster: the replicas of a node's other disks are lost with the one. */
    private static void warnOfSharing(StoreReport report) {
        report.sharing()
                .forEach(paths -> LOG.warn(
                        "the data directories {} are on the same file system: its space counts once, and they fail together",
                        String.join(", ", paths)));
    }

    private static void greet(NodeIdentity identity, StoreReport report, Environment environment) {
        LOG.info(
                "storage node {} ({}) in zone {} serves on port {} from {}",
                identity.name(),
                identity.id(),
                identity.zone(),
                environment.getProperty("local.server.port"),
                report.directories().stream().map(StoreReport.Directory::path).collect(Collectors.joining(", ")));
    }
}
