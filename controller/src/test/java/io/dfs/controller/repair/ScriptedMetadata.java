package io.dfs.controller.repair;

import io.dfs.common.api.BadReplicaReport;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.RepairClaimRequest;
import io.dfs.common.api.RepairClaims;
import io.dfs.common.api.RepairCompletion;
import io.dfs.common.api.RepairFailure;
import io.dfs.common.api.RepairLease;
import io.dfs.common.api.RepairScan;
import io.dfs.common.api.RepairScanRequest;
import io.dfs.common.api.RepairTask;
import io.dfs.common.error.DfsException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.UUID;

/** A metadata service that hands out prepared answers and remembers what it was told. */
final class ScriptedMetadata {

    final Queue<RepairScan> scans = new ArrayDeque<>();
    final Queue<RepairTask> due = new ArrayDeque<>();
    final List<RepairScanRequest> scanRequests = new ArrayList<>();
    final List<UUID> completed = Collections.synchronizedList(new ArrayList<>());
    final List<List<RepairLease>> renewals = Collections.synchronizedList(new ArrayList<>());
    final List<RepairFailure> failures = Collections.synchronizedList(new ArrayList<>());
    final List<BadReplicaReport> badReplicas = Collections.synchronizedList(new ArrayList<>());
    volatile boolean refusesCompletions;
    volatile DfsException outage;

    /** Only the calls of a controller are answered; any other is a fault of the test. */
    MetadataApi api() {
        return (MetadataApi) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MetadataApi.class}, (_, method, arguments) -> {
                    if (outage != null) {
                        throw outage;
                    }
                    return switch (method.getName()) {
                        case "scanForRepairs" -> scan((RepairScanRequest) arguments[0]);
                        case "claimRepairs" -> claim((RepairClaimRequest) arguments[0]);
                        case "renewRepairs" -> remember(renewals, leases(arguments[0]));
                        case "completeRepair" -> complete((UUID) arguments[0], (RepairCompletion) arguments[1]);
                        case "failRepair" -> remember(failures, (RepairFailure) arguments[1]);
                        case "reportBadReplica" -> remember(badReplicas, (BadReplicaReport) arguments[0]);
                        default -> throw new AssertionError("unexpected call of " + method.getName());
                    };
                });
    }

    private static List<RepairLease> leases(Object argument) {
        return ((List<?>) argument).stream().map(RepairLease.class::cast).toList();
    }

    private RepairScan scan(RepairScanRequest request) {
        scanRequests.add(request);
        return scans.isEmpty() ? new RepairScan(0, 0, 0, 0, null, List.of()) : scans.remove();
    }

    private synchronized RepairClaims claim(RepairClaimRequest request) {
        RepairTask next = due.poll();
        return new RepairClaims(next == null ? List.of() : List.of(next));
    }

    private Void complete(UUID workId, RepairCompletion completion) {
        if (refusesCompletions) {
            throw new DfsException(io.dfs.common.error.ErrorCode.CLAIM_LOST, "claimed by another controller");
        }
        return remember(completed, workId);
    }

    private static <T> Void remember(List<T> list, T item) {
        list.add(item);
        return null;
    }
}
