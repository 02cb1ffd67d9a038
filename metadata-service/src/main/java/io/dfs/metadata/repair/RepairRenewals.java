package io.dfs.metadata.repair;

import io.dfs.common.api.RepairLease;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.limits.Limits;
import io.dfs.metadata.time.DatabaseClock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Lets workers keep what they are busy with. Claims are short, so that what a dead worker had is soon done by another; who
 * lives renews them, however long a copy takes.
 */
@Component
class RepairRenewals {

    private final RepairQueue queue;
    private final Transactions transactions;
    private final DatabaseClock clock;
    private final RepairSettings settings;

    RepairRenewals(RepairQueue queue, Transactions transactions, DatabaseClock clock, RepairSettings settings) {
        this.queue = queue;
        this.transactions = transactions;
        this.clock = clock;
        this.settings = settings;
    }

    void renew(List<RepairLease> leases) {
        if (leases.size() > Limits.MAX_RENEWALS) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "%d claims to renew in one request; the most is %d".formatted(leases.size(), Limits.MAX_RENEWALS));
        }
        // In the order of the ids, so that two such transactions can't block each other.
        List<RepairLease> inOrder = leases.stream()
                .sorted(Comparator.comparing(RepairLease::workId))
                .toList();
        transactions.run(() -> {
            Instant until = clock.instant().plus(settings.claimDuration());
            inOrder.forEach(lease -> queue.extend(lease, until));
        });
    }
}
