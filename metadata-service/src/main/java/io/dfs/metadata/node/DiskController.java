package io.dfs.metadata.node;

import io.dfs.common.api.DiskList;
import io.dfs.common.api.DiskRequest;
import io.dfs.common.api.DiskStatus;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Disks of nodes, for people. */
@RestController
@RequestMapping("/api/v1")
class DiskController {

    private final Disks disks;
    private final DiskDecisions decisions;

    DiskController(Disks disks, DiskDecisions decisions) {
        this.disks = disks;
        this.decisions = decisions;
    }

    @GetMapping("/disks")
    DiskList list(@RequestParam(required = false) @Nullable String node) {
        return disks.list(node);
    }

    @PostMapping("/nodes/{name}/disk-retirements")
    DiskStatus retire(@PathVariable String name, @RequestBody DiskRequest request) {
        return decisions.retire(name, request);
    }

    @PostMapping("/nodes/{name}/disk-replacements")
    DiskStatus replace(@PathVariable String name, @RequestBody DiskRequest request) {
        return decisions.replace(name, request);
    }
}
