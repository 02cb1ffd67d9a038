package io.dfs.metadata.namespace;

import io.dfs.common.api.TrashPage;
import io.dfs.metadata.limits.Limits;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class TrashController {

    private final TrashList trash;
    private final Limits limits;

    TrashController(TrashList trash, Limits limits) {
        this.trash = trash;
        this.limits = limits;
    }

    @GetMapping("/api/v1/trash")
    TrashPage trash(
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return trash.page(after, limit == null ? limits.maxPage() : limit);
    }
}
