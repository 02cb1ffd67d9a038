package io.dfs.metadata.simulation;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeSpace;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.cluster.ClusterFacts;
import io.dfs.metadata.cluster.ForgottenPeriods.Periods;
import io.dfs.metadata.removal.SimulatedRemovals;
import io.dfs.metadata.repair.ChunkFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows that the metadata service has. They are what its tables hold; what becomes of them is decided elsewhere. */
public final class Database {

    /** All chunks have it: a simulated file's bytes are right or wrong, and nothing in between. */
    public static final Crc32c CRC = new Crc32c(1);

    /** A chunk. {@code referenced} is not a column: {@link #files} say so. */
    public static final class Chunk {

        public final ChunkId id;
        public final long lengthBytes;
        public int factor;
        public @Nullable Instant unreferencedSince;
        public @Nullable Instant reclaimedAt;

        Chunk(ChunkId id, long lengthBytes, int factor) {
            this.id = id;
            this.lengthBytes = lengthBytes;
            this.factor = factor;
        }

        Chunk copy() {
            Chunk copy = new Chunk(id, lengthBytes, factor);
            copy.unreferencedSince = unreferencedSince;
            copy.reclaimedAt = reclaimedAt;
            return copy;
        }
    }

    /** A replica of a chunk on a node. */
    public static final class Replica {

        public ReplicaState state;
        public @Nullable Instant verifiedAt;
        public @Nullable Instant observedAt;

        public Replica(ReplicaState state, @Nullable Instant verifiedAt, @Nullable Instant observedAt) {
            this.state = state;
            this.verifiedAt = verifiedAt;
            this.observedAt = observedAt;
        }

        @Override
        public String toString() {
            return "%s verified %s observed %s".formatted(state, verifiedAt, observedAt);
        }
    }

    /** A file, or what is left of one in the trash. */
    static final class StoredFile {

        final long id;
        final List<ChunkId> chunks;
        int factor;

        /** When it leaves the trash; null if it is not there. */
        @Nullable
        Instant expiresAt;

        StoredFile(long id, List<ChunkId> chunks, int factor) {
            this.id = id;
            this.chunks = chunks;
            this.factor = factor;
        }

        StoredFile copy() {
            StoredFile copy = new StoredFile(id, chunks, factor);
            copy.expiresAt = expiresAt;
            return copy;
        }
    }

    /** A chunk that a node has and no file uses, as far as this database knows. */
    public record Orphan(Instant firstSeenAt, Instant lastSeenAt) {}

    /** A registered node. */
    public static final class Node {

        Instant registeredAt;
        Instant lastHeartbeatAt;

        @Nullable
        Instant awayUntil;

        AdminState adminState = AdminState.IN_SERVICE;
        NodeSpace space;
        public long quarantinedBytes;
        long epoch;
        public @Nullable Instant reportedAt;

        @Nullable
        Instant askedAt;

        @Nullable
        Instant returnedAt;

        public long reportedChunks;
        public long unknownChunks;
        public @Nullable Instant acceptedAt;

        Node(Instant now, NodeSpace space) {
            this.registeredAt = now;
            this.lastHeartbeatAt = now;
            this.space = space;
        }

        Node copy() {
            Node copy = new Node(registeredAt, space);
            copy.lastHeartbeatAt = lastHeartbeatAt;
            copy.awayUntil = awayUntil;
            copy.adminState = adminState;
            copy.epoch = epoch;
            copy.quarantinedBytes = quarantinedBytes;
            copy.reportedAt = reportedAt;
            copy.askedAt = askedAt;
            copy.returnedAt = returnedAt;
            copy.reportedChunks = reportedChunks;
            copy.unknownChunks = unknownChunks;
            copy.acceptedAt = acceptedAt;
            return copy;
        }
    }

    public final Map<NodeId, Node> nodes = new LinkedHashMap<>();
    public final Map<ChunkId, Chunk> chunks = new LinkedHashMap<>();
    public final Map<NodeId, Map<ChunkId, Orphan>> orphans = new LinkedHashMap<>();
    public final Set<ChunkId> unreferenced = new LinkedHashSet<>();
    public SimulatedRemovals removals = new SimulatedRemovals();
    public Periods forgotten = new Periods(List.of());
    final Map<Long, StoredFile> files = new LinkedHashMap<>();
    final Set<Long> trash = new LinkedHashSet<>();
    ClusterFacts cluster = new ClusterFacts(10, 0, null, null, null, null);

    private final Map<ChunkId, Map<NodeId, Replica>> replicas = new LinkedHashMap<>();
    private final Map<NodeId, Set<ChunkId>> chunksByNode = new LinkedHashMap<>();
    private final Map<ChunkId, Set<Long>> filesByChunk = new LinkedHashMap<>();

    /** Chunks whose rows have changed since they were last looked at. */
    public Set<ChunkId> changed = new LinkedHashSet<>();

    /** The queue of repairs is no part of it: the next scan makes it again. */
    Database copy() {
        Database copy = new Database();
        nodes.forEach((id, node) -> copy.nodes.put(id, node.copy()));
        chunks.forEach((id, chunk) -> copy.chunks.put(id, chunk.copy()));
        orphans.forEach((id, ofNode) -> copy.orphans.put(id, new LinkedHashMap<>(ofNode)));
        copy.unreferenced.addAll(unreferenced);
        copy.removals = removals.copy();
        copy.forgotten = forgotten;
        files.values().forEach(file -> copy.add(file.copy()));
        copy.trash.addAll(trash);
        copy.cluster = cluster;
        replicas.forEach((id, ofChunk) -> ofChunk.forEach((node, replica) ->
                copy.put(id, node, new Replica(replica.state, replica.verifiedAt, replica.observedAt))));
        return copy;
    }

    public void insert(ChunkId id, long lengthBytes, int factor) {
        chunks.put(id, new Chunk(id, lengthBytes, factor));
        changed.add(id);
    }

    public Map<NodeId, Replica> replicasOf(ChunkId chunk) {
        return replicas.getOrDefault(chunk, Map.of());
    }

    public @Nullable Replica replica(ChunkId chunk, NodeId node) {
        return replicasOf(chunk).get(node);
    }

    /** The chunks of which the node has a replica recorded. */
    public Set<ChunkId> chunksOf(NodeId node) {
        return chunksByNode.getOrDefault(node, Set.of());
    }

    public void put(ChunkId chunk, NodeId node, Replica replica) {
        replicas.computeIfAbsent(chunk, _ -> new LinkedHashMap<>()).put(node, replica);
        chunksByNode.computeIfAbsent(node, _ -> new LinkedHashSet<>()).add(chunk);
        changed.add(chunk);
    }

    public boolean removeReplica(ChunkId chunk, NodeId node) {
        Map<NodeId, Replica> ofChunk = replicas.get(chunk);
        if (ofChunk == null || ofChunk.remove(node) == null) {
            return false;
        }
        if (ofChunk.isEmpty()) {
            replicas.remove(chunk);
        }
        chunksOf(node).remove(chunk);
        changed.add(chunk);
        return true;
    }

    void add(StoredFile file) {
        files.put(file.id, file);
        file.chunks.forEach(chunk ->
                filesByChunk.computeIfAbsent(chunk, _ -> new LinkedHashSet<>()).add(file.id));
    }

    /** The file is gone for good; what it used may be unreferenced now. */
    void purge(StoredFile file, Instant now) {
        files.remove(file.id);
        trash.remove(file.id);
        for (ChunkId chunk : file.chunks) {
            Set<Long> users = filesByChunk.get(chunk);
            if (users != null && users.remove(file.id) && users.isEmpty()) {
                filesByChunk.remove(chunk);
            }
        }
        refresh(file.chunks, now);
    }

    /** As {@code ChunkReferences} does: a chunk wants what the most demanding of its files wants. */
    void refresh(List<ChunkId> ids, Instant now) {
        for (ChunkId id : ids) {
            Chunk chunk = chunks.get(id);
            if (chunk == null) {
                continue;
            }
            changed.add(id);
            int factor = users(id).stream()
                    .map(files::get)
                    .mapToInt(file -> file == null ? 0 : file.factor)
                    .max()
                    .orElse(0);
            if (factor > 0) {
                chunk.factor = factor;
            } else if (chunk.unreferencedSince == null) {
                chunk.unreferencedSince = now;
                unreferenced.add(id);
            }
        }
    }

    public boolean isReferenced(ChunkId chunk) {
        return filesByChunk.containsKey(chunk);
    }

    Set<Long> users(ChunkId chunk) {
        return filesByChunk.getOrDefault(chunk, Set.of());
    }

    /** Drops the chunk's row, of which nothing is left. */
    public void forget(ChunkId chunk) {
        chunks.remove(chunk);
        unreferenced.remove(chunk);
    }

    public @Nullable ChunkFacts facts(ChunkId id) {
        Chunk chunk = chunks.get(id);
        if (chunk == null) {
            return null;
        }
        List<ChunkFacts.Replica> found = new ArrayList<>();
        replicasOf(id)
                .forEach((node, replica) ->
                        found.add(new ChunkFacts.Replica(node, replica.state, replica.verifiedAt != null)));
        return new ChunkFacts(
                id,
                chunk.lengthBytes,
                CRC,
                chunk.factor,
                isReferenced(id),
                chunk.reclaimedAt != null,
                found,
                removals.pendingNodes(id));
    }

    List<ChunkFacts> facts(Set<ChunkId> ids) {
        List<ChunkFacts> facts = new ArrayList<>();
        for (ChunkId id : ids) {
            ChunkFacts chunk = facts(id);
            if (chunk != null) {
                facts.add(chunk);
            }
        }
        return facts;
    }

    public Map<ChunkId, Orphan> orphansOf(NodeId node) {
        return orphans.computeIfAbsent(node, _ -> new LinkedHashMap<>());
    }

    void forgotten(Instant begin, Instant end) {
        List<Periods.Range> ranges = new ArrayList<>(forgotten.ranges());
        ranges.add(Periods.Range.of(begin, end));
        forgotten = new Periods(ranges);
    }

    /** All chunks are looked at again. */
    void changeAll() {
        changed = new LinkedHashSet<>(chunks.keySet());
    }
}
