package io.dfs.metadata.cluster;

import io.dfs.common.api.ClusterInfo;
import io.dfs.metadata.limits.Limits;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ClusterConfiguration {

    /** Decided when the service starts, so that it can be told while the database does not answer. */
    @Bean
    ClusterInfo clusterInfo(ClusterIdentity identity, Limits limits, ObjectProvider<BuildProperties> build) {
        BuildProperties properties = build.getIfAvailable();
        String version = properties == null || properties.getVersion() == null ? "unknown" : properties.getVersion();
        return new ClusterInfo(
                identity.id(),
                version,
                limits.defaultReplicationFactor(),
                limits.maxReplicationFactor(),
                limits.defaultChunkSize().toBytes(),
                limits.minChunkSize().toBytes(),
                limits.maxChunkSize().toBytes(),
                limits.maxExtentsPerFile(),
                limits.maxFilesPerCommit(),
                limits.maxTicketsPerAllocation());
    }
}
