package io.dfs.metadata.commit;

import io.dfs.common.api.CommitReply;
import io.dfs.common.api.CommitRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
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
    CommitReply commit(@RequestBody CommitRequest request) {
        return commits.commit(request);
    }
}
