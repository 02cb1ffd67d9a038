package io.dfs.metadata.repair;

import io.dfs.common.api.RepairClaimRequest;
import io.dfs.common.api.RepairClaims;
import io.dfs.common.api.RepairCompletion;
import io.dfs.common.api.RepairFailure;
import io.dfs.common.api.RepairScan;
import io.dfs.common.api.RepairScanRequest;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/repairs")
class RepairController {

    private final RepairScanner scanner;
    private final RepairClaimer claimer;
    private final RepairResults results;

    RepairController(RepairScanner scanner, RepairClaimer claimer, RepairResults results) {
        this.scanner = scanner;
        this.claimer = claimer;
        this.results = results;
    }

    @PostMapping("/scans")
    RepairScan scan(@RequestBody RepairScanRequest request) {
        return scanner.scan(request);
    }

    @PostMapping("/claims")
    RepairClaims claim(@RequestBody RepairClaimRequest request) {
        return claimer.claim(request);
    }

    @PostMapping("/{id}/completion")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void complete(@PathVariable UUID id, @RequestBody RepairCompletion completion) {
        results.complete(id, completion);
    }

    @PostMapping("/{id}/failure")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void fail(@PathVariable UUID id, @RequestBody RepairFailure failure) {
        results.fail(id, failure);
    }
}
