package io.dfs.metadata.reclaim;

import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.RemovalReason;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.cluster.ForgottenPeriods;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.node.Nodes;
import io.dfs.metadata.removal.RemovalRequest;
import io.dfs.metadata.removal.Removals;
import io.dfs.metadata.removal.UnknownChunks;
import io.dfs.metadata.removal.UnknownChunksReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Sends chunks to quarantine that nodes have and no one ever committed. That the metadata does not know a chunk is a claim
 * only, so they must be old, and few, or a person must have said that they are garbage.
 */
@Component
class Orphans {

    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);

    private record Orphan(NodeId nodeId, ChunkId chunkId, Instant firstSeenAt) {}

    private final Removals removals;
    private final UnknownChunksReader unknownChunks;
    private final Nodes nodes;
    private final Transactions transactions;
    private final JdbcClient jdbc;

    Orphans(
            Removals removals,
            UnknownChunksReader unknownChunks,
            Nodes nodes,
            Transactions transactions,
            JdbcClient jdbc) {
        this.removals = removals;
        this.unknownChunks = unknownChunks;
        this.nodes = nodes;
        this.transactions = transactions;
        this.jdbc = jdbc;
    }

    /** Sends up to {@code limit} that were first seen before that time; how many. */
    int send(Instant seenBefore, int limit) {
        int sent = 0;
        for (Orphan orphan : due(seenBefore, limit)) {
            if (transactions.call(() -> send(orphan))) {
                sent++;
            }
        }
        return sent;
    }

    private List<Orphan> due(Instant seenBefore, int limit) {
        Map<NodeId, UnknownChunks> unknown = unknownChunks.byNode();
        List<Orphan> due = new ArrayList<>();
        for (NodeView node : nodes.views().values()) {
            UnknownChunks ofNode = unknown.get(node.address().id());
            // An order to a node that does not answer would be old before it is heard.
            if (ofNode != null && node.health() == NodeHealth.HEALTHY && due.size() < limit) {
                OrphanRules.garbageBefore(seenBefore, ofNode)
                        .ifPresentOrElse(
                                before -> due.addAll(
                                        find(node.address().id(), before, ofNode.acceptedAt(), limit - due.size())),
                                () -> LOG.debug("{} has too many unknown chunks: {}", node.address(), ofNode));
            }
        }
        return due;
    }

    /** What the database may have forgotten is left out, unless an admin has accepted it. */
    private List<Orphan> find(NodeId nodeId, Instant before, @Nullable Instant acceptedAt, int limit) {
        String sql = """
                SELECT chunk_id, first_seen_at FROM orphan o
                 WHERE node_id = ? AND first_seen_at <= ? AND (first_seen_at <= ? OR NOT %s)
                 ORDER BY chunk_id LIMIT ?""".formatted(ForgottenPeriods.contains("o.chunk_id"));
        return jdbc.sql(sql)
                .params(
                        SqlValues.bytes(nodeId.value()),
                        SqlValues.time(before),
                        SqlValues.time(acceptedAt == null ? Instant.EPOCH : acceptedAt),
                        limit)
                .query((row, _) -> new Orphan(
                        nodeId, new ChunkId(SqlValues.uuid(row.getBytes(1))), SqlValues.instant(row, "first_seen_at")))
                .list();
    }

    /**
     * A commit that takes the chunk into use at this moment inserts its row. The same row, inserted here for the length of the
     * transaction, makes one of the two wait for the other: the commit then finds the removal, or this finds the chunk.
     */
    private boolean send(Orphan orphan) {
        byte[] chunkId = SqlValues.bytes(orphan.chunkId().value());
        byte[] nodeId = SqlValues.bytes(orphan.nodeId().value());
        Optional<Integer> known = jdbc.sql("SELECT 1 FROM chunk WHERE id = ?")
                .param(chunkId)
                .query(Integer.class)
                .optional();
        int seen = jdbc.sql("DELETE FROM orphan WHERE node_id = ? AND chunk_id = ?")
                .params(nodeId, chunkId)
                .update();
        if (known.isPresent() || seen == 0) {
            return false; // the node's next report has it adopted
        }
        jdbc.sql("""
                        INSERT INTO chunk (id, length_bytes, crc32c, replication_factor, created_at)
                        VALUES (?, 0, 0, 1, CURRENT_TIMESTAMP(6))""").param(chunkId).update();
        removals.request(new RemovalRequest(
                orphan.chunkId(),
                orphan.nodeId(),
                0,
                RemovalReason.ORPHAN,
                "no file has ever used it; the node has reported it since " + orphan.firstSeenAt()));
        jdbc.sql("DELETE FROM chunk WHERE id = ?").param(chunkId).update();
        return true;
    }
}
