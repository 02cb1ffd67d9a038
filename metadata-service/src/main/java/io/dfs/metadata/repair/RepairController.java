package io.dfs.metadata.repair;

import io.dfs.common.api.BalanceRound;
import io.dfs.common.api.RepairClaimRequest;
import io.dfs.common.api.RepairClaims;
import io.dfs.common.api.RepairCompletion;
import io.dfs.common.api.RepairFailure;
import io.dfs.common.api.RepairItems;
import io.dfs.common.api.RepairLease;
import io.dfs.common.api.RepairScan;
import io.dfs.common.api.RepairScanRequest;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/repairs")
class RepairController {

    private final RepairScanner scanner;
    private final RepairClaimer claimer;
    private final RepairRenewals renewals;
    private final RepairResults results;
    private final Balancer balancer;
    private final RepairItemsReader items;

    RepairController(
            RepairScanner scanner,
            RepairClaimer claimer,
            RepairRenewals renewals,
            RepairResults results,
            Balancer balancer,
            RepairItemsReader items) {
        this.scanner = scanner;
        this.claimer = claimer;
        this.renewals = renewals;
        this.results = results;
        this.balancer = balancer;
        this.items = items;
    }

    @GetMapping
    RepairItems items(
            @RequestParam(required = false) @Nullable String after, @RequestParam(defaultValue = "100") int limit) {
        return items.page(after, limit);
    }

    @PostMapping("/scans")
    RepairScan scan(@RequestBody RepairScanRequest request) {
        return scanner.scan(request);
    }

    @PostMapping("/claims")
    RepairClaims claim(@RequestBody RepairClaimRequest request) {
        return claimer.claim(request);
    }

    @PostMapping("/renewals")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void renew(@RequestBody List<RepairLease> leases) {
        renewals.renew(leases);
    }

    @PostMapping("/balance-rounds")
    BalanceRound balance() {
        return balancer.runOnce();
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
