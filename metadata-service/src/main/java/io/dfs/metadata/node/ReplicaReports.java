package io.dfs.metadata.node;

import io.dfs.common.api.BadReplicaReport;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.api.ReplicaVerification;
import io.dfs.common.api.ReplicaVerification.Finding;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.SecretShapes;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.limits.Limits;
import io.dfs.metadata.time.DatabaseClock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What is said about replicas. A reader's complaint is a claim: it makes a replica SUSPECT, which is still read, last, until
 * its node has verified it. Only the node that has the bytes can fence a replica (I-3) or clear it.
 */
@Component
class ReplicaReports {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaReports.class);

    /** A node of an older version does not say how old its finding is: that can't bring back what was given up since. */
    private static final String FOUND_GOOD = """
            UPDATE replica
               SET state = 'GOOD', observed_at = ?,
                   verified_at = CASE WHEN verified_at > ? THEN verified_at ELSE ? END
             WHERE chunk_id = ? AND node_id = ? AND (observed_at IS NULL OR observed_at <= ?)
               AND (? = 1 OR state IN ('GOOD', 'SUSPECT'))""";

    private static final String FOUND_BAD = """
            UPDATE replica SET state = ?, observed_at = ?
             WHERE chunk_id = ? AND node_id = ? AND (observed_at IS NULL OR observed_at <= ?)""";

    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final JdbcTemplate batch;
    private final VerificationVerdicts verdicts;
    private final LostReplicas lostReplicas;
    private final UnknownReplicas unknownReplicas;
    private final DatabaseClock clock;

    ReplicaReports(
            JdbcClient jdbc,
            JdbcTemplate batch,
            VerificationVerdicts verdicts,
            Transactions transactions,
            LostReplicas lostReplicas,
            UnknownReplicas unknownReplicas,
            DatabaseClock clock) {
        this.jdbc = jdbc;
        this.batch = batch;
        this.verdicts = verdicts;
        this.transactions = transactions;
        this.lostReplicas = lostReplicas;
        this.unknownReplicas = unknownReplicas;
        this.clock = clock;
    }

    /** Answered alike whatever is recorded, so that no one finds out by complaining which chunks there are and where. */
    void complain(BadReplicaReport report) {
        if (report.chunkId() == null || report.nodeId() == null) {
            throw new DfsException(ErrorCode.INVALID_REQUEST, "a report on a bad replica needs chunkId and nodeId");
        }
        int doubted = transactions.call(() -> jdbc.sql("""
                        UPDATE replica SET state = 'SUSPECT', observed_at = CURRENT_TIMESTAMP(6)
                         WHERE chunk_id = ? AND node_id = ? AND state = 'GOOD'""")
                .params(SqlValues.bytes(report.chunkId()), SqlValues.bytes(report.nodeId()))
                .update());
        LOG.warn(
                "someone complains of chunk {} on node {}, {}: {}",
                report.chunkId(),
                report.nodeId(),
                doubted == 0 ? "which is no good replica here anyway" : "which is to verify it",
                shortened(report.reason()));
    }

    void verified(NodeId nodeId, List<ReplicaVerification> verifications) {
        require(verifications);
        // In the order of the ids, so that two such transactions can't block each other.
        List<ReplicaVerification> ordered = verifications.stream()
                .sorted(Comparator.comparing(ReplicaVerification::chunkId))
                .toList();
        List<ReplicaVerification> bad = transactions.call(() -> {
            requireNode(nodeId);
            List<ReplicaVerification> judged = verdicts.judge(ordered);
            record(nodeId, judged);
            return tellLost(nodeId, judged);
        });
        bad.forEach(finding -> LOG.warn(
                "chunk {} on node {} is {}: {}",
                finding.chunkId(),
                nodeId,
                finding.finding(),
                shortened(finding.detail())));
    }

    /**
     * Each finding counts as of when the node made it, so one that is told late changes nothing that is known since. A replica
     * that its node has read again, every byte, and that is as the chunk must be, is good, whatever it was taken for.
     */
    private void record(NodeId nodeId, List<ReplicaVerification> judged) {
        Instant now = clock.instant();
        judged.stream()
                .collect(Collectors.partitioningBy(finding -> finding.finding() == Finding.GOOD))
                .forEach((good, findings) -> batch.batchUpdate(
                        good ? FOUND_GOOD : FOUND_BAD,
                        findings.stream()
                                .map(finding -> parameters(nodeId, finding, now))
                                .toList()));
    }

    private static Object[] parameters(NodeId nodeId, ReplicaVerification finding, Instant now) {
        Long ageMillis = finding.ageMillis();
        Object observed = SqlValues.time(ageMillis == null ? now : now.minusMillis(ageMillis));
        byte[] chunk = SqlValues.bytes(finding.chunkId());
        byte[] node = SqlValues.bytes(nodeId);
        return finding.finding() == Finding.GOOD
                ? new Object[] {observed, observed, observed, chunk, node, observed, ageMillis == null ? 0 : 1}
                : new Object[] {stateOf(finding.finding()).name(), observed, chunk, node, observed};
    }

    private static ReplicaState stateOf(Finding finding) {
        return switch (finding) {
            case GOOD -> ReplicaState.GOOD;
            case CORRUPT -> ReplicaState.CORRUPT;
            case MISSING -> ReplicaState.MISSING;
            case UNREADABLE -> ReplicaState.FAILING;
        };
    }

    private List<ReplicaVerification> tellLost(NodeId nodeId, List<ReplicaVerification> judged) {
        List<ReplicaVerification> bad = judged.stream()
                .filter(finding -> finding.finding() != Finding.GOOD)
                .toList();
        if (!bad.isEmpty()) {
            unknownReplicas.foundBad(nodeId, bad);
            lostReplicas.lost(
                    bad.stream().map(ReplicaVerification::chunkId).distinct().toList());
        }
        return bad;
    }

    private void requireNode(NodeId nodeId) {
        if (count("SELECT COUNT(*) FROM node WHERE id = ?", SqlValues.bytes(nodeId)) == 0) {
            throw new DfsException(ErrorCode.NODE_UNKNOWN, "no node %s is registered".formatted(nodeId));
        }
    }

    private long count(String sql, Object... parameters) {
        return jdbc.sql(sql).params(parameters).query(Long.class).single();
    }

    private static void require(List<ReplicaVerification> verifications) {
        if (verifications.size() > Limits.MAX_VERIFICATIONS) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "%d verifications in one request; the most is %d"
                            .formatted(verifications.size(), Limits.MAX_VERIFICATIONS));
        }
        for (ReplicaVerification verification : verifications) {
            if (verification == null || verification.chunkId() == null || verification.finding() == null) {
                throw new DfsException(ErrorCode.INVALID_REQUEST, "each verification needs chunkId and finding");
            }
            Long ageMillis = verification.ageMillis();
            if (ageMillis != null && ageMillis < 0) {
                throw new DfsException(ErrorCode.INVALID_REQUEST, "ageMillis is below 0");
            }
            boolean measured = verification.lengthBytes() != null && verification.crc32c() != null;
            if (verification.finding() == Finding.GOOD && !measured) {
                throw new DfsException(
                        ErrorCode.INVALID_REQUEST,
                        "the verification of chunk %s is GOOD and needs lengthBytes and crc32c of what was read"
                                .formatted(verification.chunkId()));
            }
        }
    }

    /** The text is a stranger's: it may be long, have escapes that a terminal obeys, and a token in it. */
    static String shortened(@Nullable String text) {
        String line =
                SecretShapes.forLog(String.valueOf(text).lines().findFirst().orElse(""));
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }
}
