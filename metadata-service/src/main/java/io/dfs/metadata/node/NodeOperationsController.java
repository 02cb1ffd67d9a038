package io.dfs.metadata.node;

import io.dfs.common.api.AdminStateRequest;
import io.dfs.common.api.DrainProgress;
import io.dfs.common.api.NodeList;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.http.DfsHeaders;
import io.dfs.metadata.repeat.RequestKey;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Nodes by their names, for people. */
@RestController
@RequestMapping("/api/v1")
class NodeOperationsController {

    private final AdminStates adminStates;
    private final Drains drains;
    private final NodeRemovals removals;
    private final OrphanAcceptances orphans;

    NodeOperationsController(AdminStates adminStates, Drains drains, NodeRemovals removals, OrphanAcceptances orphans) {
        this.adminStates = adminStates;
        this.drains = drains;
        this.removals = removals;
        this.orphans = orphans;
    }

    @PutMapping("/nodes/{name}/admin-state")
    NodeStatus setAdminState(@PathVariable String name, @RequestBody AdminStateRequest request) {
        return adminStates.set(name, request);
    }

    @GetMapping("/nodes/{name}/drain")
    DrainProgress drain(@PathVariable String name) {
        return drains.progress(name);
    }

    @DeleteMapping("/nodes/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(
            @PathVariable String name,
            @RequestHeader(name = DfsHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String key) {
        removals.remove(name, RequestKey.of(key, "remove node", name));
    }

    @PostMapping("/nodes/{name}/orphan-acceptance")
    NodeStatus acceptOrphans(@PathVariable String name) {
        return orphans.accept(name);
    }

    @PostMapping("/cluster/orphan-acceptance")
    NodeList acceptAllOrphans() {
        return orphans.acceptAll();
    }
}
