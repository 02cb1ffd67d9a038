package io.dfs.metadata.status;

import io.dfs.common.api.ClusterStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/cluster")
class StatusController {

    private final Statuses statuses;

    StatusController(Statuses statuses) {
        this.statuses = statuses;
    }

    @GetMapping
    ClusterStatus status() {
        return statuses.now();
    }
}
