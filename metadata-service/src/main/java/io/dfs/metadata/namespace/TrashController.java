package io.dfs.metadata.namespace;

import io.dfs.common.api.TrashPage;
import io.dfs.common.api.TrashPurgeRequest;
import io.dfs.common.api.TrashPurged;
import io.dfs.metadata.limits.Limits;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/trash")
class TrashController {

    private final TrashList trash;
    private final TrashEmptying emptying;
    private final Limits limits;

    TrashController(TrashList trash, TrashEmptying emptying, Limits limits) {
        this.trash = trash;
        this.emptying = emptying;
        this.limits = limits;
    }

    @GetMapping
    TrashPage trash(
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return trash.page(after, limit == null ? limits.maxPage() : limit);
    }

    /** Needs no key: to purge twice is to purge once. */
    @PostMapping("/purges")
    TrashPurged purge(@RequestBody TrashPurgeRequest request) {
        return emptying.purge(request);
    }
}
