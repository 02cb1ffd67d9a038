package io.dfs.metadata.allocation;

import io.dfs.common.api.Allocation;
import io.dfs.common.api.AllocationRequest;
import io.dfs.common.http.DfsHeaders;
import io.dfs.metadata.gateway.NodeGateway;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

@RestController
class AllocationController {

    private final Allocations allocations;

    AllocationController(Allocations allocations) {
        this.allocations = allocations;
    }

    @PostMapping("/api/v1/allocations")
    Allocation allocate(
            @RequestBody AllocationRequest request,
            @RequestHeader(name = DfsHeaders.NODE_GATEWAY, required = false) @Nullable String nodeGateway,
            HttpServletRequest http) {
        return NodeGateway.of(nodeGateway).within(allocations.allocate(request, http.getRemoteUser()));
    }
}
