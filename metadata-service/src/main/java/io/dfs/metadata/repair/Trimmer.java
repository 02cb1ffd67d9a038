package io.dfs.metadata.repair;

import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.node.Nodes;
import io.dfs.metadata.node.SafeMode;
import io.dfs.metadata.removal.RemovalRequest;
import io.dfs.metadata.removal.Removals;
import io.dfs.metadata.repair.TrimStep.Forget;
import io.dfs.metadata.repair.TrimStep.Remove;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Sends replicas that a chunk can do without to quarantine. What may go is decided with the chunk's row locked and the facts
 * read again, so of two that trim a chunk, the second sees what the first has left (I-4).
 */
@Component
class Trimmer {

    private static final Logger LOG = LoggerFactory.getLogger(Trimmer.class);

    /** In one transaction, so that locks are held briefly. */
    private static final int CHUNKS_AT_ONCE = 50;

    private final ChunkFactsReader chunks;
    private final RepairQueue queue;
    private final Nodes nodes;
    private final SafeMode safeMode;
    private final Removals removals;
    private final Transactions transactions;
    private final JdbcClient jdbc;

    Trimmer(
            ChunkFactsReader chunks,
            RepairQueue queue,
            Nodes nodes,
            SafeMode safeMode,
            Removals removals,
            Transactions transactions,
            JdbcClient jdbc) {
        this.chunks = chunks;
        this.queue = queue;
        this.nodes = nodes;
        this.safeMode = safeMode;
        this.removals = removals;
        this.transactions = transactions;
        this.jdbc = jdbc;
    }

    /** How many replicas went. */
    int trim(List<ChunkId> chunkIds) {
        int trimmed = 0;
        for (int from = 0; from < chunkIds.size(); from += CHUNKS_AT_ONCE) {
            trimmed += trim(chunkIds.subList(from, Math.min(chunkIds.size(), from + CHUNKS_AT_ONCE)), null);
        }
        return trimmed;
    }

    /** @param retire the node that should hand its replica on; null for none */
    int trim(ChunkId chunkId, @Nullable NodeId retire) {
        return trim(List.of(chunkId), retire);
    }

    private int trim(List<ChunkId> part, @Nullable NodeId retire) {
        if (safeMode.state().isOn()) {
            return 0;
        }
        int trimmed = transactions.call(() -> trimLocked(part, retire));
        if (trimmed > 0) {
            LOG.info("{} replicas that {} chunks can do without go to quarantine", trimmed, part.size());
        }
        return trimmed;
    }

    private int trimLocked(List<ChunkId> part, @Nullable NodeId retire) {
        chunks.lock(part);
        Map<NodeId, NodeView> views = nodes.views();
        // Its target may be writing over the very replica that would go.
        Set<ChunkId> claimed = queue.claimed(part);
        List<RemovalRequest> requests = new ArrayList<>();
        int forgotten = 0;
        for (ChunkFacts chunk : chunks.of(part).values()) {
            if (chunk.reclaimed() || claimed.contains(chunk.id())) {
                continue;
            }
            for (TrimStep step : TrimPlanner.plan(chunk, views, retire)) {
                switch (step) {
                    case Remove remove -> requests.add(request(chunk, remove));
                    case Forget forget -> forgotten += forget(chunk, forget);
                }
            }
        }
        if (!requests.isEmpty()) {
            removals.requestAll(requests);
        }
        return requests.size() + forgotten;
    }

    private static RemovalRequest request(ChunkFacts chunk, Remove remove) {
        return new RemovalRequest(chunk.id(), remove.nodeId(), chunk.lengthBytes(), remove.reason(), remove.why());
    }

    private int forget(ChunkFacts chunk, Forget forget) {
        return jdbc.sql("DELETE FROM replica WHERE chunk_id = ? AND node_id = ? AND state = 'MISSING'")
                .params(
                        SqlValues.bytes(chunk.id().value()),
                        SqlValues.bytes(forget.nodeId().value()))
                .update();
    }
}
