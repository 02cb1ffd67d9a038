package io.dfs.metadata.replication;

import io.dfs.common.api.FileStat;
import io.dfs.common.api.ReplicationRequest;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.DfsHeaders;
import io.dfs.metadata.repeat.RequestKey;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ReplicationController {

    private final ReplicationFactors factors;

    ReplicationController(ReplicationFactors factors) {
        this.factors = factors;
    }

    @PutMapping("/api/v1/files/replication")
    FileStat set(
            @RequestParam FilePath path,
            @RequestBody ReplicationRequest request,
            @RequestHeader(name = DfsHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String key) {
        return factors.set(path, request.replicationFactor(), RequestKey.of(key, "setrep", path, request));
    }
}
