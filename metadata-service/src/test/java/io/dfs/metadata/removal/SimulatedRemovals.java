package io.dfs.metadata.removal;

import io.dfs.common.api.QuarantinedFile;
import io.dfs.common.api.RemovalCommand;
import io.dfs.common.api.RemovalCommand.Action;
import io.dfs.common.api.RemovalReason;
import io.dfs.common.api.RemovalResult;
import io.dfs.common.api.RemovalState;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.simulation.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tables {@code removal} and {@code ledger} in memory. What becomes of a removal is decided by {@link RemovalStep}, by
 * {@link Moment} with {@link DueRules}, and by {@link QuarantineAdoption}.
 */
public final class SimulatedRemovals {

    static final QuarantineSettings SETTINGS = new QuarantineSettings(Duration.ofHours(72), Duration.ofHours(1));

    /** What the ledger is asked for is never older. */
    private static final Duration LEDGER_KEPT = Duration.ofHours(26);

    private record Row(Removal removal, Instant tellAt) {}

    private record Line(ReplicaKey replica, Instant at) {}

    /** Checks each removal of which the metadata says that its file may be destroyed. */
    public interface Witness {

        void requested(ChunkId chunk, NodeId node, RemovalReason reason);

        void unlinks(ChunkId chunk, NodeId node, RemovalReason reason);
    }

    private final Map<UUID, Row> rows = new LinkedHashMap<>();
    private final Map<ChunkId, Set<UUID>> byChunk = new HashMap<>();
    private final Map<NodeId, Set<UUID>> byNode = new HashMap<>();
    private final Deque<Line> ledger = new ArrayDeque<>();

    public SimulatedRemovals copy() {
        SimulatedRemovals copy = new SimulatedRemovals();
        rows.values().forEach(copy::put);
        copy.ledger.addAll(ledger);
        return copy;
    }

    /**
     * As {@link Removals#requestAll}.
     *
     * @param ids by lot of the simulation, so that a seed gives the same run again
     */
    public void requestAll(
            Database db, List<RemovalRequest> requests, Supplier<UUID> ids, Instant now, Witness witness) {
        for (RemovalRequest request : requests) {
            boolean pending = pendingNodes(request.chunkId()).contains(request.nodeId());
            db.removeReplica(request.chunkId(), request.nodeId());
            if (pending) {
                continue;
            }
            witness.requested(request.chunkId(), request.nodeId(), request.reason());
            put(new Row(
                    new Removal(
                            ids.get(),
                            request.chunkId(),
                            request.nodeId(),
                            request.lengthBytes(),
                            request.reason(),
                            request.detail(),
                            RemovalState.REQUESTED,
                            now,
                            now,
                            null,
                            null),
                    now));
            write(request.chunkId(), request.nodeId(), now);
        }
    }

    public Set<NodeId> pendingNodes(ChunkId chunk) {
        Set<UUID> ids = byChunk.get(chunk);
        if (ids == null) {
            return Set.of();
        }
        Set<NodeId> pending = new HashSet<>();
        for (UUID id : ids) {
            Removal removal = row(id).removal();
            if (removal.state() == RemovalState.REQUESTED) {
                pending.add(removal.nodeId());
            }
        }
        return pending;
    }

    /** Whether a removal under way names the chunk on this node. */
    public boolean isLeaving(ChunkId chunk, NodeId node) {
        return ids(byChunk, chunk).stream()
                .anyMatch(id -> row(id).removal().nodeId().equals(node));
    }

    /** As {@code NodeLoadsReader} reads them. */
    public Map<NodeId, Long> leavingBytes(Database db) {
        Map<NodeId, Long> bytes = new HashMap<>();
        db.nodes.forEach((id, node) -> bytes.put(id, node.quarantinedBytes));
        rows.values().stream()
                .map(Row::removal)
                .filter(removal -> removal.state() == RemovalState.REQUESTED)
                .forEach(removal -> bytes.merge(removal.nodeId(), removal.lengthBytes(), Long::sum));
        return bytes;
    }

    /** The nodes that are to do something about the chunk. */
    public Set<NodeId> holdersToTell(ChunkId chunk) {
        Set<NodeId> nodes = new LinkedHashSet<>();
        for (UUID id : ids(byChunk, chunk)) {
            Removal removal = row(id).removal();
            if (removal.state() != RemovalState.QUARANTINED) {
                nodes.add(removal.nodeId());
            }
        }
        return nodes;
    }

    public boolean isKnown(UUID id) {
        return rows.containsKey(id);
    }

    public boolean names(ChunkId chunk) {
        return byChunk.containsKey(chunk);
    }

    /** As {@link Removals#leavingOrLeftWithin}. */
    public Set<ReplicaKey> leavingOrLeftWithin(Duration time, ChunkId chunk, Instant now) {
        Set<ReplicaKey> found = new HashSet<>();
        ids(byChunk, chunk)
                .forEach(id -> found.add(new ReplicaKey(chunk, row(id).removal().nodeId())));
        ledger.stream()
                .filter(line -> line.replica().chunkId().equals(chunk))
                .filter(line -> line.at().isAfter(now.minus(time)))
                .forEach(line -> found.add(line.replica()));
        return found;
    }

    /** As {@link Removals#commandsFor}: in safe mode only what brings something back. */
    public List<RemovalCommand> commandsFor(NodeId node, Instant now, BooleanSupplier safeMode) {
        List<RemovalCommand> back = new ArrayList<>();
        List<RemovalCommand> away = new ArrayList<>();
        for (UUID id : ids(byNode, node)) {
            Row row = row(id);
            Removal removal = row.removal();
            if (row.tellAt().isAfter(now)) {
                continue;
            }
            boolean young = removal.changedAt().isAfter(now.minus(RemovalTable.ORDER_LIFETIME));
            switch (removal.state()) {
                case RESTORING -> back.add(new RemovalCommand(id, removal.chunkId(), Action.RESTORE, ""));
                case UNLINKING, REQUESTED -> {
                    boolean unlink = removal.state() == RemovalState.UNLINKING;
                    if (young) {
                        away.add(new RemovalCommand(
                                id, removal.chunkId(), unlink ? Action.UNLINK : Action.QUARANTINE, ""));
                    }
                }
                case QUARANTINED -> {}
            }
        }
        if (!away.isEmpty() && !safeMode.getAsBoolean()) {
            back.addAll(away);
        }
        return back;
    }

    /** As {@link Removals#leavingServiceOrLeftWithin}. */
    public boolean isLeavingServiceOrLeftWithin(Duration time, ReplicaKey replica, Instant now) {
        return pendingNodes(replica.chunkId()).contains(replica.nodeId())
                || ledger.stream()
                        .anyMatch(line ->
                                line.replica().equals(replica) && line.at().isAfter(now.minus(time)));
    }

    /** As {@link RemovalOutcomes}. */
    public void report(Database db, NodeId node, RemovalResult result, Instant now) {
        Row row = rows.get(result.removalId());
        if (row == null
                || !row.removal().nodeId().equals(node)
                || !row.removal().chunkId().equals(result.chunkId())) {
            return;
        }
        Removal removal = row.removal();
        db.changed.add(removal.chunkId());
        switch (RemovalStep.after(removal.state(), result.outcome())) {
            case RemovalStep.Move move -> {
                put(new Row(with(removal, move.to(), now, null), now));
                write(removal.chunkId(), node, now);
                suspect(db, removal, now);
            }
            case RemovalStep.Close _ -> {
                remove(removal);
                write(removal.chunkId(), node, now);
                suspect(db, removal, now);
                forget(db, removal.chunkId());
            }
            case RemovalStep.TakeBack() -> {
                remove(removal);
                write(removal.chunkId(), node, now);
                takeBack(db, removal, now);
            }
            case RemovalStep.Retry() -> {
                Duration pause = RemovalStep.Retry.pause(Duration.between(removal.changedAt(), now));
                put(new Row(
                        with(removal, removal.state(), removal.changedAt(), String.valueOf(result.detail())),
                        now.plus(pause)));
            }
            case RemovalStep.Ignore() -> {}
        }
    }

    private static void suspect(Database db, Removal removal, Instant now) {
        Database.Replica replica = db.replica(removal.chunkId(), removal.nodeId());
        if (replica != null && replica.state == ReplicaState.GOOD) {
            replica.state = ReplicaState.SUSPECT;
            replica.observedAt = now;
        }
    }

    private static void takeBack(Database db, Removal removal, Instant now) {
        ChunkProof chunk = proof(db, removal.chunkId());
        if (chunk != null && chunk.isNeeded()) {
            db.put(removal.chunkId(), removal.nodeId(), new Database.Replica(ReplicaState.SUSPECT, null, now));
        } else {
            db.orphansOf(removal.nodeId()).putIfAbsent(removal.chunkId(), new Database.Orphan(now, now));
        }
    }

    /** As {@link DueRemovals}: all that a round would come to in time. Returns how many were sent to be unlinked or restored. */
    public int takeDue(Database db, Map<NodeId, NodeView> nodes, Instant now, Witness witness) {
        Moment moment = new Moment(now, nodes, unknown(db), db.forgotten, SETTINGS);
        int steps = 0;
        for (UUID id : List.copyOf(rows.keySet())) {
            Removal removal = row(id).removal();
            if (moment.concerns(removal)) {
                steps += carryOut(db, removal, moment.decide(removal, proof(db, removal.chunkId())), now, witness);
            }
        }
        return steps;
    }

    private int carryOut(Database db, Removal removal, DueRules.Decision decision, Instant now, Witness witness) {
        RemovalState state = removal.state();
        db.changed.add(removal.chunkId());
        return switch (decision) {
            case DueRules.Decision.Unlink _ -> {
                witness.unlinks(removal.chunkId(), removal.nodeId(), removal.reason());
                boolean quarantined = state == RemovalState.QUARANTINED || state == RemovalState.RESTORING;
                put(new Row(with(removal, quarantined ? RemovalState.UNLINKING : state, now, null), now));
                yield 1;
            }
            case DueRules.Decision.Restore _ -> {
                if (state != RemovalState.RESTORING) {
                    put(new Row(with(removal, RemovalState.RESTORING, now, null), now));
                }
                yield state == RemovalState.RESTORING ? 0 : 1;
            }
            case DueRules.Decision.Keep _ -> {
                if (state == RemovalState.UNLINKING) {
                    put(new Row(with(removal, RemovalState.QUARANTINED, now, null), now));
                }
                yield 0;
            }
        };
    }

    /** As {@link QuarantineAdoption#adopt}. */
    public void adopt(Database db, NodeId node, List<QuarantinedFile> files, Map<NodeId, NodeView> nodes, Instant now) {
        for (QuarantinedFile file : files) {
            if (!rows.containsKey(file.removalId())) {
                RemovalState state = QuarantineAdoption.stateOf(node, proof(db, file.chunkId()), nodes);
                put(new Row(
                        new Removal(
                                file.removalId(),
                                file.chunkId(),
                                node,
                                file.fileBytes(),
                                RemovalReason.REPLACED,
                                "",
                                state,
                                now,
                                now,
                                null,
                                null),
                        now));
                write(file.chunkId(), node, now);
            }
        }
    }

    /** As {@link GivenUpChunks#forget}. */
    public void forget(Database db, ChunkId id) {
        Database.Chunk chunk = db.chunks.get(id);
        boolean over = chunk != null
                && chunk.reclaimedAt != null
                && !db.isReferenced(id)
                && db.replicasOf(id).isEmpty()
                && !names(id);
        if (over) {
            db.forget(id);
        }
    }

    /** As {@link DepartedNodes}. */
    public void forgetNode(Database db, NodeId node) {
        for (UUID id : List.copyOf(ids(byNode, node))) {
            Removal removal = row(id).removal();
            remove(removal);
            forget(db, removal.chunkId());
        }
    }

    /** As {@code DepartingReplicas}: the ledger tells that they are no longer recorded. */
    public void write(ChunkId chunk, NodeId node, Instant now) {
        ledger.addLast(new Line(new ReplicaKey(chunk, node), now));
        while (ledger.getFirst().at().isBefore(now.minus(LEDGER_KEPT))) {
            ledger.removeFirst();
        }
    }

    public static boolean isNeeded(Database db, ChunkId id) {
        ChunkProof proof = proof(db, id);
        return proof != null && proof.isNeeded() && proof.referenced();
    }

    /** Replicas that others may be given up for. */
    public static long proven(Database db, ChunkId id, Map<NodeId, NodeView> nodes) {
        ChunkProof proof = proof(db, id);
        return proof == null ? 0 : proof.proven(nodes);
    }

    /** When a removal is due that nothing else draws attention to; far away if there is none. */
    public Instant nextDue(Instant now) {
        return rows.isEmpty() ? Instant.MAX : now.plus(Duration.ofHours(2));
    }

    /** When a node with an order is to hear of it again; far away if there is none. */
    public Instant nextTell(NodeId node, Instant now) {
        return ids(byNode, node).stream()
                .map(this::row)
                .filter(row -> row.removal().state() != RemovalState.QUARANTINED)
                .filter(row -> row.removal().state() == RemovalState.RESTORING
                        || row.removal().changedAt().isAfter(now.minus(RemovalTable.ORDER_LIFETIME)))
                .map(Row::tellAt)
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }

    public List<String> of(ChunkId chunk) {
        return ids(byChunk, chunk).stream().map(id -> row(id).toString()).toList();
    }

    public static Map<NodeId, UnknownChunks> unknown(Database db) {
        Map<NodeId, UnknownChunks> unknown = new HashMap<>();
        db.nodes.forEach((id, node) -> {
            if (node.reportedAt != null) {
                unknown.put(id, new UnknownChunks(node.reportedChunks, node.unknownChunks, node.acceptedAt));
            }
        });
        return unknown;
    }

    private static @Nullable ChunkProof proof(Database db, ChunkId id) {
        Database.Chunk chunk = db.chunks.get(id);
        if (chunk == null) {
            return null;
        }
        List<ChunkProof.Copy> copies = new ArrayList<>();
        db.replicasOf(id)
                .forEach((node, replica) ->
                        copies.add(new ChunkProof.Copy(node, replica.state, replica.verifiedAt != null)));
        return new ChunkProof(id, db.isReferenced(id), chunk.reclaimedAt != null, chunk.factor, copies);
    }

    private static Removal with(Removal removal, RemovalState state, Instant changedAt, @Nullable String error) {
        return new Removal(
                removal.id(),
                removal.chunkId(),
                removal.nodeId(),
                removal.lengthBytes(),
                removal.reason(),
                removal.detail(),
                state,
                removal.requestedAt(),
                changedAt,
                error,
                removal.releasedBy());
    }

    private Row row(UUID id) {
        Row row = rows.get(id);
        if (row == null) {
            throw new IllegalStateException("no removal " + id);
        }
        return row;
    }

    private static <K> Set<UUID> ids(Map<K, Set<UUID>> index, K key) {
        return index.getOrDefault(key, Set.of());
    }

    private void put(Row row) {
        Removal removal = row.removal();
        rows.put(removal.id(), row);
        byChunk.computeIfAbsent(removal.chunkId(), _ -> new LinkedHashSet<>()).add(removal.id());
        byNode.computeIfAbsent(removal.nodeId(), _ -> new LinkedHashSet<>()).add(removal.id());
    }

    private void remove(Removal removal) {
        rows.remove(removal.id());
        drop(byChunk, removal.chunkId(), removal.id());
        drop(byNode, removal.nodeId(), removal.id());
    }

    private static <K> void drop(Map<K, Set<UUID>> index, K key, UUID id) {
        Set<UUID> ids = index.get(key);
        if (ids != null && ids.remove(id) && ids.isEmpty()) {
            index.remove(key);
        }
    }
}
