package io.dfs.metadata.cluster;

import io.dfs.common.api.ClusterInfo;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/cluster/info")
class ClusterController {

    private final ClusterInfo info;

    ClusterController(ClusterInfo info) {
        this.info = info;
    }

    @GetMapping
    ClusterInfo cluster() {
        return info;
    }
}
