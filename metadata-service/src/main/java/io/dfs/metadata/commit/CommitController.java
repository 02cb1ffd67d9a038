package io.dfs.metadata.commit;

import io.dfs.common.api.CommitReply;
import io.dfs.common.api.CommitRequest;
import io.dfs.common.http.DfsHeaders;
import io.dfs.metadata.repeat.RequestKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/files")
class CommitController {

    private final Commits commits;

    CommitController(Commits commits) {
        this.commits = commits;
    }

    @PostMapping
    CommitReply commit(
            @RequestBody CommitRequest request,
            @RequestHeader(name = DfsHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String key) {
        // Upload ids and checksums say which request it is; the whole of a large one would be long to write out.
        List<List<Object>> files = request.files().stream()
                .map(file -> List.<Object>of(file.uploadId(), file.path(), file.crc32c()))
                .toList();
        return commits.commit(request, RequestKey.of(key, "commit", files));
    }
}
