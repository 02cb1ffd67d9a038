package io.dfs.metadata.tree;

import io.dfs.common.api.TreeAccess;
import io.dfs.common.api.TreeAccessRequest;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.DfsHeaders;
import io.dfs.metadata.repeat.RequestKey;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/access")
class AccessListController {

    private final AccessLists lists;

    AccessListController(AccessLists lists) {
        this.lists = lists;
    }

    @GetMapping
    TreeAccess access(@RequestParam FilePath path) {
        return lists.get(path);
    }

    @PutMapping
    TreeAccess set(
            @RequestParam FilePath path,
            @RequestBody TreeAccessRequest request,
            @RequestHeader(name = DfsHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String key) {
        return lists.set(path, request.grants(), RequestKey.of(key, "set access", path, request));
    }
}
