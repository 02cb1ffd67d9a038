package io.dfs.node.registration;

import io.dfs.common.api.HeartbeatReply;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.RemovalResult;
import io.dfs.common.api.ReplicaVerification;
import io.dfs.common.api.ReplicaVerification.Finding;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.NodeId;
import io.dfs.node.removal.OrderTime;
import io.dfs.node.removal.RemovalExecutor;
import io.dfs.node.report.ChunkReports;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the metadata service asks for with its replies, and what has come of it. */
final class Errands {

    private static final Logger LOG = LoggerFactory.getLogger(Errands.class);

    /** Findings told in one round; the rest goes with the next. */
    static final int FINDINGS_PER_ROUND = 100;

    /** Outcomes of removals told in one round. */
    static final int OUTCOMES_PER_ROUND = 500;

    private final MetadataApi metadata;
    private final Supplier<NodeId> nodeId;
    private final ReplicaFindings findings;
    private final ReplicaVerifier verifier;
    private final RemovalExecutor removals;
    private final ChunkReports reports;

    Errands(
            MetadataApi metadata,
            Supplier<NodeId> nodeId,
            ReplicaFindings findings,
            ReplicaVerifier verifier,
            RemovalExecutor removals,
            ChunkReports reports) {
        this.metadata = metadata;
        this.nodeId = nodeId;
        this.findings = findings;
        this.verifier = verifier;
        this.removals = removals;
        this.reports = reports;
    }

    OrderTime now() {
        return removals.now();
    }

    /**
     * @param mayRemove whether orders to remove something are obeyed
     * @param asked when the heartbeat was sent
     * @return orders to remove that were taken
     */
    int take(HeartbeatReply reply, boolean mayRemove, OrderTime asked) {
        verifier.request(reply.verify());
        if (reply.chunkReportWanted()) {
            reports.want();
        }
        return mayRemove ? removals.request(reply.removals(), asked) : 0;
    }

    void wantAnotherReport() {
        reports.wantAnother();
    }

    void registered() {
        reports.registered();
    }

    int tellFindings() {
        List<ReplicaVerification> untold = findings.next(FINDINGS_PER_ROUND);
        return tell(untold, this::report, findings::told);
    }

    /** A service of an older version refuses a list with a kind of finding that it does not know: the others are told alone. */
    private void report(List<ReplicaVerification> untold) {
        try {
            metadata.reportVerifications(nodeId.get(), untold);
        } catch (DfsException e) {
            Map<Finding, List<ReplicaVerification>> byKind =
                    untold.stream().collect(Collectors.groupingBy(ReplicaVerification::finding));
            if (mayPass(e.code()) || byKind.size() == 1) {
                throw e;
            }
            byKind.values().forEach(this::reportKind);
        }
    }

    private void reportKind(List<ReplicaVerification> kind) {
        try {
            metadata.reportVerifications(nodeId.get(), kind);
        } catch (DfsException e) {
            if (mayPass(e.code())) {
                throw e;
            }
            LOG.warn(
                    "{} findings {} were not taken: {}",
                    kind.size(),
                    kind.getFirst().finding(),
                    e.getMessage());
        }
    }

    /** Returns how many steps were done; failed ones are told, too, and not counted. */
    int tellOutcomes() {
        List<RemovalResult> untold = removals.outcomes(OUTCOMES_PER_ROUND);
        int told = tell(untold, it -> metadata.reportRemovals(nodeId.get(), it), removals::told);
        return told == 0
                ? 0
                : (int) untold.stream()
                        .filter(result -> result.outcome() != RemovalResult.Outcome.FAILED)
                        .count();
    }

    /** A failure here says nothing about the registration: the heartbeat before it was taken. */
    private static <T> int tell(List<T> untold, Consumer<List<T>> call, Consumer<List<T>> told) {
        if (untold.isEmpty()) {
            return 0;
        }
        try {
            call.accept(untold);
        } catch (DfsException e) {
            LOG.warn("{} results were not taken: {}", untold.size(), e.getMessage());
            if (!mayPass(e.code())) {
                told.accept(untold); // or one that is refused would hold up all others; it comes up again by itself
            }
            return 0;
        }
        told.accept(untold);
        return untold.size();
    }

    static boolean mayPass(ErrorCode code) {
        return code.httpStatus() >= 500;
    }
}
