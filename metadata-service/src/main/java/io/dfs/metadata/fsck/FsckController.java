package io.dfs.metadata.fsck;

import io.dfs.common.api.FsckReply;
import io.dfs.common.api.FsckRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class FsckController {

    private final Fsck fsck;

    FsckController(Fsck fsck) {
        this.fsck = fsck;
    }

    @PostMapping("/api/v1/fsck")
    FsckReply check(@RequestBody FsckRequest request) {
        return fsck.check(request);
    }
}
