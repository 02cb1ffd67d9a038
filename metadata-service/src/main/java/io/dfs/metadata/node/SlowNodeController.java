package io.dfs.metadata.node;

import io.dfs.common.api.SlowNodeReport;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class SlowNodeController {

    private final SlowNodes slowNodes;

    SlowNodeController(SlowNodes slowNodes) {
        this.slowNodes = slowNodes;
    }

    @PostMapping("/api/v1/slow-nodes")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void complain(@RequestBody SlowNodeReport report, HttpServletRequest http) {
        slowNodes.report(report, "%s@%s".formatted(http.getRemoteUser(), http.getRemoteAddr()));
    }
}
