package io.dfs.metadata.removal;

import io.dfs.common.api.RemovalResult;
import io.dfs.common.id.NodeId;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class RemovalController {

    private final RemovalOutcomes outcomes;

    RemovalController(RemovalOutcomes outcomes) {
        this.outcomes = outcomes;
    }

    @PostMapping("/api/v1/nodes/{id}/removals")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void report(@PathVariable NodeId id, @RequestBody List<RemovalResult> results) {
        outcomes.report(id, results);
    }
}
