package io.dfs.metadata.reclaim;

import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.RemovalReason;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.removal.RemovalRequest;
import io.dfs.metadata.removal.SimulatedRemovals;
import io.dfs.metadata.removal.UnknownChunks;
import io.dfs.metadata.simulation.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a round of reclaiming does, on rows in memory: {@link ChunkRow} and {@link OrphanRules} decide. */
public final class SimulatedReclaim {

    private static final ReclaimSettings SETTINGS =
            new ReclaimSettings(Duration.ofHours(1), Duration.ofHours(48), Duration.ofDays(365));

    private SimulatedReclaim() {}

    /** As {@link UnreferencedChunks} and {@link ChunkSweep}, for chunks that lack a file. Says what is to be removed. */
    public static List<RemovalRequest> unreferenced(Database db, Instant now) {
        List<RemovalRequest> requests = new ArrayList<>();
        for (ChunkId id : List.copyOf(db.unreferenced)) {
            ChunkRow row = row(db, id);
            if (row == null || row.finding() == ChunkRow.Finding.GONE) {
                db.removals.forget(db, id);
                db.unreferenced.remove(id);
            } else if (row.finding() == ChunkRow.Finding.NEEDED_AFTER_ALL) {
                clear(db, id);
            } else if (row.finding() == ChunkRow.Finding.HALF_GIVEN_UP
                    || row.isGarbage(now.minus(SETTINGS.unreferencedGrace()))) {
                requests.addAll(giveUp(db, id, now));
            }
        }
        return requests;
    }

    private static void clear(Database db, ChunkId id) {
        Database.Chunk chunk = db.chunks.get(id);
        db.unreferenced.remove(id);
        if (chunk != null) {
            chunk.unreferencedSince = null;
            chunk.reclaimedAt = null;
            db.changed.add(id);
        }
    }

    /** As {@link GivenUp}. */
    private static List<RemovalRequest> giveUp(Database db, ChunkId id, Instant now) {
        Database.Chunk chunk = db.chunks.get(id);
        if (chunk == null) {
            return List.of();
        }
        List<RemovalRequest> requests = new ArrayList<>();
        for (Map.Entry<NodeId, Database.Replica> replica :
                List.copyOf(db.replicasOf(id).entrySet())) {
            if (replica.getValue().state == ReplicaState.MISSING) {
                db.removeReplica(id, replica.getKey());
            } else {
                requests.add(new RemovalRequest(
                        id, replica.getKey(), chunk.lengthBytes, RemovalReason.RECLAIMED, "no file"));
            }
        }
        if (chunk.reclaimedAt == null) {
            chunk.reclaimedAt = now;
        }
        return requests;
    }

    private static @Nullable ChunkRow row(Database db, ChunkId id) {
        Database.Chunk chunk = db.chunks.get(id);
        return chunk == null
                ? null
                : new ChunkRow(
                        id,
                        db.isReferenced(id),
                        chunk.unreferencedSince,
                        chunk.reclaimedAt != null,
                        false,
                        !db.replicasOf(id).isEmpty(),
                        db.removals.names(id));
    }

    /** As {@link Orphans}. */
    public static List<RemovalRequest> orphans(Database db, Map<NodeId, NodeView> nodes, Instant now) {
        Map<NodeId, UnknownChunks> unknown = SimulatedRemovals.unknown(db);
        List<RemovalRequest> requests = new ArrayList<>();
        db.orphans.forEach((node, ofNode) -> {
            NodeView view = nodes.get(node);
            UnknownChunks chunks = unknown.get(node);
            if (!ofNode.isEmpty() && view != null && view.health() == NodeHealth.HEALTHY && chunks != null) {
                OrphanRules.garbageBefore(now.minus(SETTINGS.orphanAge()), chunks)
                        .ifPresent(before -> requests.addAll(due(db, node, before, chunks.acceptedAt())));
            }
        });
        return requests;
    }

    private static List<RemovalRequest> due(Database db, NodeId node, Instant before, @Nullable Instant accepted) {
        List<RemovalRequest> requests = new ArrayList<>();
        for (Map.Entry<ChunkId, Database.Orphan> orphan :
                List.copyOf(db.orphansOf(node).entrySet())) {
            Instant seen = orphan.getValue().firstSeenAt();
            boolean held = db.forgotten.contain(orphan.getKey());
            boolean isAccepted = accepted != null && !seen.isAfter(accepted);
            if (!seen.isAfter(before) && (isAccepted || !held)) {
                db.orphansOf(node).remove(orphan.getKey());
                if (!db.chunks.containsKey(orphan.getKey())) {
                    requests.add(new RemovalRequest(orphan.getKey(), node, 0, RemovalReason.ORPHAN, "never used"));
                }
            }
        }
        return requests;
    }
}
