package io.dfs.metadata.allocation;

import io.dfs.common.api.Allocation;
import io.dfs.common.api.AllocationRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class AllocationController {

    private final Allocations allocations;

    AllocationController(Allocations allocations) {
        this.allocations = allocations;
    }

    @PostMapping("/api/v1/allocations")
    Allocation allocate(@RequestBody AllocationRequest request) {
        return allocations.allocate(request);
    }
}
