package io.dfs.metadata.removal;

import io.dfs.common.api.LedgerEntry;
import io.dfs.common.api.RemovalResult;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.limits.Limits;
import io.dfs.metadata.time.DatabaseClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Takes in what nodes tell of their removals. Outcomes may be told twice and late (I-8). */
@Component
class RemovalOutcomes {

    private static final Logger LOG = LoggerFactory.getLogger(RemovalOutcomes.class);
    private final RemovalTable removals;
    private final Ledger ledger;
    private final ChunkProofs chunks;
    private final GivenUpChunks givenUp;
    private final Transactions transactions;
    private final DatabaseClock clock;
    private final JdbcClient jdbc;

    RemovalOutcomes(
            RemovalTable removals,
            Ledger ledger,
            ChunkProofs chunks,
            GivenUpChunks givenUp,
            Transactions transactions,
            DatabaseClock clock,
            JdbcClient jdbc) {
        this.removals = removals;
        this.ledger = ledger;
        this.chunks = chunks;
        this.givenUp = givenUp;
        this.transactions = transactions;
        this.clock = clock;
        this.jdbc = jdbc;
    }

    void report(NodeId nodeId, List<RemovalResult> results) {
        require(results);
        requireNode(nodeId);
        for (List<RemovalResult> part : SqlLists.parts(results)) {
            List<ChunkId> closed = transactions.call(() -> takeIn(nodeId, part));
            // By itself, because it locks chunks, which come before removals. If it is lost, a sweep does it.
            transactions.run(() -> givenUp.forget(closed));
        }
    }

    /** Returns the chunks of which a replica is gone. */
    private List<ChunkId> takeIn(NodeId nodeId, List<RemovalResult> results) {
        // Chunks before removals, as everybody locks them. Only a replica that is back needs its chunk.
        Map<ChunkId, ChunkProof> returning = chunks.lock(results.stream()
                .filter(result -> result.outcome() == RemovalResult.Outcome.RESTORED)
                .map(RemovalResult::chunkId)
                .toList());
        Map<UUID, Removal> rows = new HashMap<>();
        removals.lock(results.stream().map(RemovalResult::removalId).toList()).forEach(row -> rows.put(row.id(), row));
        List<ChunkId> closed = new ArrayList<>();
        for (RemovalResult result : results) {
            Removal row = rows.get(result.removalId());
            if (row != null && row.nodeId().equals(nodeId) && row.chunkId().equals(result.chunkId())) {
                // One outcome at a time: a command whose further outcome is passed over here comes again.
                rows.remove(row.id());
                if (carryOut(row, result, returning)) {
                    closed.add(row.chunkId());
                }
            }
        }
        return closed;
    }

    /** Whether the removal is over, and its file gone. */
    private boolean carryOut(Removal row, RemovalResult result, Map<ChunkId, ChunkProof> returning) {
        String detail = result.detail() == null ? "" : result.detail();
        return switch (RemovalStep.after(row.state(), result.outcome())) {
            case RemovalStep.Move move -> {
                removals.move(row, move.to(), length(row, result), null);
                write(row, move.written(), row.detail());
                suspect(row);
                yield false;
            }
            case RemovalStep.Close(LedgerEntry.Step written) -> {
                removals.delete(List.of(row.id()));
                write(row, written, detail.isBlank() ? row.detail() : detail);
                suspect(row);
                yield true;
            }
            case RemovalStep.TakeBack() -> {
                removals.delete(List.of(row.id()));
                write(row, LedgerEntry.Step.RESTORED, takeBack(row, returning.get(row.chunkId())));
                yield false;
            }
            case RemovalStep.Retry() -> {
                Duration pause = RemovalStep.Retry.pause(Duration.between(row.changedAt(), clock.instant()));
                removals.retry(row, detail, pause);
                LOG.warn("removal {} of chunk {} fails, again in {}: {}", row.id(), row.chunkId(), pause, detail);
                yield false;
            }
            case RemovalStep.Ignore() -> {
                LOG.debug("{} says {}, which is no news", row, result.outcome());
                yield false;
            }
        };
    }

    private void write(Removal row, LedgerEntry.Step step, String detail) {
        ledger.write(List.of(new Ledger.Line(row, step, detail)));
    }

    /** What was asked for by a claim has no length; the file has. */
    private static long length(Removal row, RemovalResult result) {
        return row.lengthBytes() > 0 ? row.lengthBytes() : Math.max(0, result.fileBytes());
    }

    /**
     * The file has left its place, or is not there. A replica that was recorded meanwhile, by a copy or a report, may be the
     * one that left: its node is asked.
     */
    private void suspect(Removal row) {
        jdbc.sql("""
                        UPDATE replica SET state = 'SUSPECT', observed_at = CURRENT_TIMESTAMP(6)
                         WHERE chunk_id = ? AND node_id = ? AND state = 'GOOD'""")
                .params(SqlValues.bytes(row.chunkId()), SqlValues.bytes(row.nodeId()))
                .update();
    }

    /** Records the replica again: as a claim, until its node has verified it. What no one can use is an orphan again. */
    private String takeBack(Removal row, @Nullable ChunkProof chunk) {
        byte[] chunkId = SqlValues.bytes(row.chunkId());
        byte[] nodeId = SqlValues.bytes(row.nodeId());
        if (chunk != null && chunk.isNeeded()) {
            jdbc.sql("""
                            INSERT INTO replica (chunk_id, node_id, state, verified_at, observed_at)
                            VALUES (?, ?, 'SUSPECT', NULL, CURRENT_TIMESTAMP(6))
                            ON DUPLICATE KEY UPDATE state = VALUES(state), verified_at = VALUES(verified_at),
                                observed_at = VALUES(observed_at)""").params(chunkId, nodeId).update();
            return "back in service; counts once it is verified";
        }
        jdbc.sql("""
                        INSERT IGNORE INTO orphan (node_id, chunk_id, first_seen_at, last_seen_at)
                        VALUES (?, ?, CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6))""").params(nodeId, chunkId).update();
        return "back in service, as an orphan: no file needs the chunk";
    }

    private void requireNode(NodeId nodeId) {
        Long known = jdbc.sql("SELECT COUNT(*) FROM node WHERE id = ?")
                .param(SqlValues.bytes(nodeId))
                .query(Long.class)
                .single();
        if (known == 0) {
            throw new DfsException(
                    ErrorCode.NODE_UNKNOWN, "no node %s is registered: register first".formatted(nodeId));
        }
    }

    private static void require(List<RemovalResult> results) {
        if (results.size() > Limits.MAX_REMOVAL_RESULTS) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "%d removals in one request; the most is %d".formatted(results.size(), Limits.MAX_REMOVAL_RESULTS));
        }
        for (RemovalResult result : results) {
            if (result == null || result.removalId() == null || result.chunkId() == null || result.outcome() == null) {
                throw new DfsException(ErrorCode.INVALID_REQUEST, "each result needs removalId, chunkId and outcome");
            }
        }
    }
}
