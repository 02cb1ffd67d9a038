package io.dfs.controller.repair;

import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.RepairLease;
import io.dfs.common.api.RepairTask;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * The claims that this controller is busy with, at most as many as it makes copies at once. They are renewed as long as it
 * lives; when it does not, they soon run out and another controller continues. Thread-safe.
 */
@Component
final class HeldClaims {

    private final MetadataApi metadata;
    private final Set<RepairLease> held = ConcurrentHashMap.newKeySet();

    HeldClaims(MetadataApi metadata) {
        this.metadata = metadata;
    }

    void hold(RepairTask task) {
        held.add(lease(task));
    }

    void release(RepairTask task) {
        held.remove(lease(task));
    }

    /** Renews all of them. Returns how many. */
    int renew() {
        List<RepairLease> leases = List.copyOf(held);
        if (!leases.isEmpty()) {
            metadata.renewRepairs(leases);
        }
        return leases.size();
    }

    private static RepairLease lease(RepairTask task) {
        return new RepairLease(task.workId(), task.fence());
    }
}
