package io.dfs.metadata.repair;

import io.dfs.common.api.RemovalReason;
import io.dfs.common.api.RepairCompletion;
import io.dfs.common.api.RepairFailure;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.token.Receipt;
import io.dfs.common.token.TokenSigner;
import io.dfs.metadata.cluster.ClusterIdentity;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.node.Nodes;
import io.dfs.metadata.removal.RemovalRequest;
import io.dfs.metadata.removal.Removals;
import io.dfs.metadata.removal.ReplicaKey;
import io.dfs.metadata.repair.Verdict.Excess;
import io.dfs.metadata.repair.Verdict.Misplaced;
import io.dfs.metadata.repair.Verdict.Sound;
import io.dfs.metadata.repair.Verdict.UnderReplicated;
import io.dfs.metadata.repair.Verdict.Unreadable;
import io.dfs.metadata.repair.Verdict.Unreferenced;
import io.dfs.metadata.time.DatabaseClock;
import io.dfs.metadata.time.ReceiptAge;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Takes in what became of claimed items. A copy counts by the target's receipt and not by the worker's word (I-2, I-3), and
 * only for the one that has the item now: the fence tells. Results may be told twice (I-8).
 */
@Component
class RepairResults {

    private static final Logger LOG = LoggerFactory.getLogger(RepairResults.class);

    /** Twice the longest that a copy takes before its worker gives up. */
    static final Duration COPY_WINDOW = Duration.ofMinutes(10);

    private final RepairQueue queue;
    private final ChunkFactsReader chunks;
    private final Nodes nodes;
    private final TokenSigner tokens;
    private final ClusterIdentity cluster;
    private final Transactions transactions;
    private final DatabaseClock databaseClock;
    private final Trimmer trimmer;
    private final Removals removals;
    private final RepairRate rate;
    private final JdbcClient jdbc;
    private final RepairSettings settings;

    RepairResults(
            RepairQueue queue,
            ChunkFactsReader chunks,
            Nodes nodes,
            TokenSigner tokens,
            ClusterIdentity cluster,
            Transactions transactions,
            DatabaseClock databaseClock,
            Trimmer trimmer,
            Removals removals,
            RepairRate rate,
            JdbcClient jdbc,
            RepairSettings settings) {
        this.queue = queue;
        this.chunks = chunks;
        this.nodes = nodes;
        this.tokens = tokens;
        this.cluster = cluster;
        this.transactions = transactions;
        this.databaseClock = databaseClock;
        this.trimmer = trimmer;
        this.removals = removals;
        this.rate = rate;
        this.jdbc = jdbc;
        this.settings = settings;
    }

    void complete(UUID workId, RepairCompletion completion) {
        if (completion.receipt() == null) {
            throw new DfsException(ErrorCode.INVALID_REQUEST, "a completion needs fence and receipt");
        }
        Receipt receipt = tokens.verifyReceipt(completion.receipt());
        Optional<WorkItem> completed = transactions.call(() -> {
            Optional<WorkItem> item = current(workId, completion.fence()).filter(WorkItem::claimed);
            if (item.isPresent()) {
                complete(item.get(), receipt);
            } else if (!isRecorded(receipt)) {
                throw claimLost(workId, completion.fence());
            }
            return item;
        });
        // Not in the same transaction: what was copied counts even if nothing can be trimmed now.
        completed.ifPresent(item -> trimmer.trim(item.chunkId(), item.retire()));
    }

    void fail(UUID workId, RepairFailure failure) {
        transactions.run(() -> {
            WorkItem item = current(workId, failure.fence()).orElseThrow(() -> claimLost(workId, failure.fence()));
            // Without a claim this failure has been told before.
            if (item.claimed()) {
                Instant again = databaseClock.instant().plus(settings.delayAfter(item.attempts() + 1));
                queue.retryAt(item, again, String.valueOf(failure.error()));
                LOG.warn("the copy of chunk {} failed, again at {}: {}", item.chunkId(), again, failure.error());
            }
        });
    }

    private Optional<WorkItem> current(UUID workId, long fence) {
        return queue.findLocked(workId).filter(item -> item.fence() == fence);
    }

    private void complete(WorkItem item, Receipt receipt) {
        // So that no one gives the chunk's replicas up, or trims them, between the look and the record.
        chunks.lock(List.of(item.chunkId()));
        ChunkFacts chunk = chunks.of(List.of(item.chunkId())).get(item.chunkId());
        if (chunk == null) {
            queue.remove(item);
            return;
        }
        requireMatch(item, chunk, receipt);
        if (chunk.reclaimed()) {
            discard(item, chunk, receipt);
            return;
        }
        record(receipt);
        ChunkFacts after = chunks.of(List.of(chunk.id())).getOrDefault(chunk.id(), chunk);
        switch (ReplicaCheck.verdict(after, nodes.views())) {
            case UnderReplicated verdict when item.kind() == WorkItem.Kind.REPAIR -> queue.renew(item, verdict);
            // Unreadable: the new replica's node died with the news; the next scan sees what is left.
            case UnderReplicated _, Sound _, Misplaced _, Excess _, Unreferenced _, Unreadable _ -> queue.remove(item);
        }
        rate.count(chunk.lengthBytes());
        LOG.info("chunk {} has a new replica on {}", chunk.id(), receipt.nodeId());
    }

    /** The chunk's replicas were given up while the copy was made, so the copy goes the way of the others. */
    private void discard(WorkItem item, ChunkFacts chunk, Receipt receipt) {
        queue.remove(item);
        removals.request(new RemovalRequest(
                chunk.id(),
                receipt.nodeId(),
                chunk.lengthBytes(),
                RemovalReason.RECLAIMED,
                "copied while the chunk's replicas were given up"));
        LOG.info("chunk {} was reclaimed while it was copied to {}", chunk.id(), receipt.nodeId());
    }

    private void requireMatch(WorkItem item, ChunkFacts chunk, Receipt receipt) {
        requireEqual("cluster", cluster.id(), receipt.clusterId());
        requireEqual("chunk", chunk.id(), receipt.chunkId());
        requireEqual("node", item.target(), receipt.nodeId());
        requireEqual("length", chunk.lengthBytes(), receipt.lengthBytes());
        requireEqual("CRC32C", chunk.crc32c(), receipt.crc32c());
    }

    private static void requireEqual(String what, @Nullable Object expected, Object actual) {
        if (!actual.equals(expected)) {
            throw new DfsException(
                    ErrorCode.RECEIPT_INVALID,
                    "the receipt is for %s %s, and the copy was to be of %s %s"
                            .formatted(what, actual, what, expected));
        }
    }

    /**
     * If the node is moving, or has lately moved, a file of the chunk away, it must look again which one is left; and if the
     * receipt is told late, whether the replica is still there: a report of the node in the meantime may have denied it.
     */
    private void record(Receipt receipt) {
        boolean doubtful = ReceiptAge.isOld(receipt.issuedAt(), databaseClock.instant())
                || removals.leavingServiceOrLeftWithin(COPY_WINDOW, List.of(receipt.chunkId()))
                        .contains(new ReplicaKey(receipt.chunkId(), receipt.nodeId()));
        jdbc.sql("""
                        INSERT INTO replica (chunk_id, node_id, state, verified_at, observed_at)
                        VALUES (?, ?, ?, %s, CURRENT_TIMESTAMP(6))
                        ON DUPLICATE KEY UPDATE state = VALUES(state), verified_at = VALUES(verified_at),
                            observed_at = VALUES(observed_at)""".formatted(doubtful ? "NULL" : "CURRENT_TIMESTAMP(6)"))
                .params(
                        SqlValues.bytes(receipt.chunkId().value()),
                        SqlValues.bytes(receipt.nodeId().value()),
                        (doubtful ? ReplicaState.SUSPECT : ReplicaState.GOOD).name())
                .update();
    }

    /** Whether the replica is known already, so that the completion has been told before. */
    private boolean isRecorded(Receipt receipt) {
        ChunkFacts chunk = chunks.of(List.of(receipt.chunkId())).get(receipt.chunkId());
        return chunk != null
                && chunk.replicas().stream()
                        .anyMatch(replica -> replica.nodeId().equals(receipt.nodeId()) && replica.isCredible());
    }

    private static DfsException claimLost(UUID workId, long fence) {
        return new DfsException(
                ErrorCode.CLAIM_LOST,
                "work item %s is no longer yours by fence %d: it is done, or its claim ran out and another worker has it"
                        .formatted(workId, fence));
    }
}
