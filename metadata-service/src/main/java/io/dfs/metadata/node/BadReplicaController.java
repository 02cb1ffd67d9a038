package io.dfs.metadata.node;

import io.dfs.common.api.BadReplicaReport;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class BadReplicaController {

    private final ReplicaReports reports;

    BadReplicaController(ReplicaReports reports) {
        this.reports = reports;
    }

    @PostMapping("/api/v1/bad-replicas")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void complain(@RequestBody BadReplicaReport report) {
        reports.complain(report);
    }
}
