package io.dfs.metadata.removal;

import io.dfs.common.api.LedgerPage;
import io.dfs.common.api.QuarantineItem;
import io.dfs.common.api.QuarantinePage;
import io.dfs.common.api.ReleaseRequest;
import io.dfs.common.api.Released;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.DfsHeaders;
import io.dfs.common.id.ChunkId;
import io.dfs.metadata.limits.Limits;
import io.dfs.metadata.repeat.AnsweredRequests;
import io.dfs.metadata.repeat.RequestKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1")
class QuarantineController {

    private final QuarantineItems items;
    private final Restorations restorations;
    private final Releases releases;
    private final AnsweredRequests answered;
    private final Ledger ledger;
    private final Limits limits;

    QuarantineController(
            QuarantineItems items,
            Restorations restorations,
            Releases releases,
            AnsweredRequests answered,
            Ledger ledger,
            Limits limits) {
        this.items = items;
        this.restorations = restorations;
        this.releases = releases;
        this.answered = answered;
        this.ledger = ledger;
        this.limits = limits;
    }

    @GetMapping("/quarantine")
    QuarantinePage quarantine(
            @RequestParam(required = false) @Nullable UUID after, @RequestParam(defaultValue = "100") int limit) {
        requireGoodLimit(limit);
        return items.page(after, limit);
    }

    /** Needs no key: to release twice is to release once. */
    @PostMapping("/quarantine/releases")
    Released release(@RequestBody ReleaseRequest request) {
        return releases.release(request);
    }

    @PostMapping("/quarantine/{id}/restoration")
    QuarantineItem restore(
            @PathVariable UUID id,
            @RequestHeader(name = DfsHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String key) {
        return answered.once(RequestKey.of(key, "restore", id), QuarantineItem.class, () -> restorations.restore(id));
    }

    @GetMapping("/ledger")
    LedgerPage ledger(
            @RequestParam ChunkId chunkId,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "100") int limit) {
        requireGoodLimit(limit);
        return ledger.page(chunkId, after, limit);
    }

    private void requireGoodLimit(int limit) {
        if (limit < 1 || limit > limits.maxPage()) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "limit is %d; it must be from 1 to %d".formatted(limit, limits.maxPage()));
        }
    }
}
