package io.dfs.metadata.repair;

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
import io.dfs.metadata.repair.Verdict.Sound;
import io.dfs.metadata.repair.Verdict.UnderReplicated;
import io.dfs.metadata.repair.Verdict.Unreadable;
import io.dfs.metadata.repair.Verdict.Unreferenced;
import io.dfs.metadata.time.DatabaseClock;
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
 * only for whoever has the item now: the fence tells. Results may be told twice (I-8).
 */
@Component
class RepairResults {

    private static final Logger LOG = LoggerFactory.getLogger(RepairResults.class);

    private final RepairQueue queue;
    private final ChunkFactsReader chunks;
    private final Nodes nodes;
    private final TokenSigner tokens;
    private final ClusterIdentity cluster;
    private final Transactions transactions;
    private final DatabaseClock databaseClock;
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
            JdbcClient jdbc,
            RepairSettings settings) {
        this.queue = queue;
        this.chunks = chunks;
        this.nodes = nodes;
        this.tokens = tokens;
        this.cluster = cluster;
        this.transactions = transactions;
        this.databaseClock = databaseClock;
        this.jdbc = jdbc;
        this.settings = settings;
    }

    void complete(UUID workId, RepairCompletion completion) {
        if (completion.receipt() == null) {
            throw new DfsException(ErrorCode.INVALID_REQUEST, "a completion needs fence and receipt");
        }
        Receipt receipt = tokens.verifyReceipt(completion.receipt());
        transactions.run(() -> {
            Optional<WorkItem> item = current(workId, completion.fence()).filter(WorkItem::claimed);
            if (item.isPresent()) {
                complete(item.get(), receipt);
            } else if (!isRecorded(receipt)) {
                throw claimLost(workId, completion.fence());
            }
        });
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
        ChunkFacts chunk = chunks.of(List.of(item.chunkId())).get(item.chunkId());
        if (chunk == null) {
            queue.remove(item);
            return;
        }
        requireMatch(item, chunk, receipt);
        record(receipt);
        ChunkFacts after = chunks.of(List.of(chunk.id())).getOrDefault(chunk.id(), chunk);
        switch (ReplicaCheck.verdict(after, nodes.views())) {
            case UnderReplicated verdict -> queue.renew(item, verdict);
            // Unreadable: the new replica's node died with the news; the next scan sees what is left.
            case Sound _, Unreferenced _, Unreadable _ -> queue.remove(item);
        }
        LOG.info("chunk {} has a new replica on {}", chunk.id(), receipt.nodeId());
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

    private void record(Receipt receipt) {
        jdbc.sql("""
                        INSERT INTO replica (chunk_id, node_id, state, verified_at)
                        VALUES (?, ?, 'GOOD', CURRENT_TIMESTAMP(6))
                        ON DUPLICATE KEY UPDATE state = VALUES(state), verified_at = VALUES(verified_at)""")
                .params(
                        SqlValues.bytes(receipt.chunkId().value()),
                        SqlValues.bytes(receipt.nodeId().value()))
                .update();
    }

    /** Whether the replica is known already, so that the completion has been told before. */
    private boolean isRecorded(Receipt receipt) {
        ChunkFacts chunk = chunks.of(List.of(receipt.chunkId())).get(receipt.chunkId());
        return chunk != null && chunk.replicas().contains(new ChunkFacts.Replica(receipt.nodeId(), ReplicaState.GOOD));
    }

    private static DfsException claimLost(UUID workId, long fence) {
        return new DfsException(
                ErrorCode.CLAIM_LOST,
                "work item %s is no longer yours by fence %d: it is done, or its claim ran out and another worker has it"
                        .formatted(workId, fence));
    }
}
