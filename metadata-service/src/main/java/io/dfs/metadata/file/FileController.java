package io.dfs.metadata.file;

import io.dfs.common.api.FileLocations;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.UndeleteRequest;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.DfsHeaders;
import io.dfs.metadata.gateway.NodeGateway;
import io.dfs.metadata.repeat.RequestKey;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1")
class FileController {

    private final Files files;
    private final UndeletedFiles undeleted;

    FileController(Files files, UndeletedFiles undeleted) {
        this.files = files;
        this.undeleted = undeleted;
    }

    @GetMapping("/files")
    FileStat stat(@RequestParam FilePath path) {
        return files.stat(path);
    }

    @GetMapping("/locations")
    FileLocations locations(
            @RequestParam FilePath path,
            @RequestParam(defaultValue = "0") long offset,
            @RequestParam(required = false) @Nullable Long length,
            @RequestHeader(name = DfsHeaders.NODE_GATEWAY, required = false) @Nullable String nodeGateway,
            HttpServletRequest request) {
        return NodeGateway.of(nodeGateway)
                .within(files.locations(path, offset, length, request.getRemoteAddr(), request.getRemoteUser()));
    }

    @PostMapping("/trash/restorations")
    FileStat undelete(
            @RequestBody UndeleteRequest request,
            @RequestHeader(name = DfsHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String key) {
        return undeleted.undelete(request, RequestKey.of(key, "undelete", request));
    }
}
