package io.dfs.metadata.cluster;

import io.dfs.common.api.ClusterInfo;
import io.dfs.metadata.limits.Limits;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/cluster/info")
class ClusterController {

    private final ClusterInfo info;

    ClusterController(ClusterIdentity identity, Limits limits, ObjectProvider<BuildProperties> build) {
        BuildProperties properties = build.getIfAvailable();
        String version = properties == null || properties.getVersion() == null ? "unknown" : properties.getVersion();
        this.info = new ClusterInfo(
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

    @GetMapping
    ClusterInfo cluster() {
        return info;
    }
}
