package io.dfs.metadata.audit;

import io.dfs.common.api.AuditPage;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.limits.Limits;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class AuditController {

    /** Looked at for one page of what was done at a path: a fraction of a second. */
    private static final int MAX_ROWS_LOOKED_AT = 50_000;

    private final AuditTable table;
    private final Transactions transactions;
    private final Limits limits;

    AuditController(AuditTable table, Transactions transactions, Limits limits) {
        this.table = table;
        this.transactions = transactions;
        this.limits = limits;
    }

    @GetMapping("/api/v1/audit")
    AuditPage audit(
            @RequestParam(required = false) @Nullable UUID before,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(required = false) @Nullable String who,
            @RequestParam(required = false) @Nullable FilePath path) {
        if (limit < 1 || limit > limits.maxPage()) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "limit is %d; it must be from 1 to %d".formatted(limit, limits.maxPage()));
        }
        return transactions.call(() -> table.page(before, limit, who, path, MAX_ROWS_LOOKED_AT));
    }
}
