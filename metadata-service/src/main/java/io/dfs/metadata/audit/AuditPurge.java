package io.dfs.metadata.audit;

import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.time.DatabaseClock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Drops rows that are too old, in short transactions. Several services may do it at once. */
@Component
class AuditPurge {

    static final int ROWS_PER_STEP = 1000;
    static final int STEPS_PER_ROUND = 20;

    private static final Logger LOG = LoggerFactory.getLogger(AuditPurge.class);

    private final AuditTable table;
    private final Transactions transactions;
    private final DatabaseClock clock;
    private final AuditRetention settings;

    AuditPurge(AuditTable table, Transactions transactions, DatabaseClock clock, AuditRetention settings) {
        this.table = table;
        this.transactions = transactions;
        this.clock = clock;
        this.settings = settings;
    }

    @Scheduled(initialDelayString = "1m", fixedDelayString = "1m")
    void tick() {
        try {
            runOnce();
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("can't drop old rows of the audit log: {}", e.getMessage());
        }
    }

    /** How many rows were dropped. */
    int runOnce() {
        Instant oldest = clock.instant().minus(settings.retention());
        int dropped = 0;
        for (int step = 0; step < STEPS_PER_ROUND; step++) {
            int rows = transactions.call(() -> table.dropBefore(oldest, ROWS_PER_STEP));
            dropped += rows;
            if (rows < ROWS_PER_STEP) {
                break;
            }
        }
        return dropped;
    }
}
