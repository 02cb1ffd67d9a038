package io.dfs.metadata.commit;

import io.dfs.common.api.ReplicaState;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.ChangedMeanwhileException;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Reads and writes chunks and replicas in batches. */
@Component
class ChunkTable {

    private record KnownChunk(ChunkId id, long lengthBytes, Crc32c crc32c, int replicationFactor, boolean reclaimed) {}

    /** A chunk that other files use already. */
    private record SharedChunk(ChunkId id, int replicationFactor) {}

    private record NewReplica(ChunkId chunkId, NodeId nodeId, Instant verifiedAt) {}

    private final JdbcTemplate jdbc;

    ChunkTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Records the chunks and their replicas. A chunk that is known already, because another file uses it, must be the same;
     * it keeps the higher replication factor and gets the replicas that are new. Its row is locked, so that it can't be given
     * up meanwhile.
     *
     * @param chunks in the order of their ids, so that two who record the same ones don't block each other
     * @param now by the database's clock
     * @return what is recorded of each chunk now
     */
    Map<ChunkId, RecordedChunk> record(Collection<WrittenChunk> chunks, Instant now) {
        Map<ChunkId, KnownChunk> known =
                known(chunks.stream().map(WrittenChunk::id).toList());
        List<WrittenChunk> fresh = new ArrayList<>();
        List<SharedChunk> shared = new ArrayList<>();
        for (WrittenChunk chunk : chunks) {
            KnownChunk before = known.get(chunk.id());
            if (before == null) {
                fresh.add(chunk);
            } else {
                requireSame(chunk, before);
                shared.add(
                        new SharedChunk(chunk.id(), Math.max(before.replicationFactor(), chunk.replicationFactor())));
            }
        }
        insert(fresh);
        takeIntoUse(shared);
        insertReplicas(chunks, now);
        Map<ChunkId, RecordedChunk> recorded = new HashMap<>();
        fresh.forEach(chunk -> recorded.put(chunk.id(), RecordedChunk.fresh(chunk)));
        Map<ChunkId, Map<NodeId, ReplicaState>> states = states(known.keySet());
        shared.forEach(chunk -> recorded.put(
                chunk.id(), new RecordedChunk(chunk.replicationFactor(), states.getOrDefault(chunk.id(), Map.of()))));
        return recorded;
    }

    private static void requireSame(WrittenChunk chunk, KnownChunk known) {
        if (known.reclaimed()) {
            throw new DfsException(
                    ErrorCode.RECEIPT_EXPIRED,
                    "chunk %s was given up, because no file had used it for a while: upload it again"
                            .formatted(chunk.id()));
        }
        if (chunk.lengthBytes() != known.lengthBytes() || !chunk.crc32c().equals(known.crc32c())) {
            throw new DfsException(
                    ErrorCode.CHUNK_CONFLICT,
                    "chunk %s is known with %d bytes and CRC32C %s, but the receipts say %d and %s"
                            .formatted(
                                    chunk.id(),
                                    known.lengthBytes(),
                                    known.crc32c(),
                                    chunk.lengthBytes(),
                                    chunk.crc32c()));
        }
    }

    private Map<ChunkId, KnownChunk> known(List<ChunkId> ids) {
        Map<ChunkId, KnownChunk> known = new HashMap<>();
        for (List<ChunkId> part : SqlLists.parts(ids)) {
            List<ChunkId> found = jdbc.query(
                    "SELECT id FROM chunk WHERE id IN (%s)".formatted(SqlLists.placeholders(part.size())),
                    (row, _) -> new ChunkId(SqlValues.uuid(row.getBytes(1))),
                    bytes(part));
            if (!found.isEmpty()) {
                lock(found).forEach(chunk -> known.put(chunk.id(), chunk));
            }
        }
        return known;
    }

    /** Locks rarely: usually each chunk is new. */
    private List<KnownChunk> lock(List<ChunkId> ids) {
        List<KnownChunk> locked = jdbc.query(
                "SELECT id, length_bytes, crc32c, replication_factor, reclaimed_at FROM chunk WHERE id IN (%s) ORDER BY id FOR UPDATE"
                        .formatted(SqlLists.placeholders(ids.size())),
                (row, _) -> new KnownChunk(
                        new ChunkId(SqlValues.uuid(row.getBytes(1))),
                        row.getLong(2),
                        Crc32c.ofUnsigned(row.getLong(3)),
                        row.getInt(4),
                        row.getObject(5) != null),
                bytes(ids));
        if (locked.size() < ids.size()) {
            throw new ChangedMeanwhileException("a chunk that had been given up is gone");
        }
        return locked;
    }

    private void insert(List<WrittenChunk> chunks) {
        jdbc.batchUpdate("""
                INSERT INTO chunk (id, length_bytes, crc32c, replication_factor, created_at)
                VALUES (?, ?, ?, ?, CURRENT_TIMESTAMP(6))
                """, chunks, SqlLists.MAX_VALUES, (row, chunk) -> {
            row.setBytes(1, SqlValues.bytes(chunk.id().value()));
            row.setLong(2, chunk.lengthBytes());
            row.setLong(3, chunk.crc32c().unsigned());
            row.setInt(4, chunk.replicationFactor());
        });
    }

    private void takeIntoUse(List<SharedChunk> chunks) {
        jdbc.batchUpdate(
                "UPDATE chunk SET replication_factor = ?, unreferenced_since = NULL, released_by = NULL WHERE id = ?",
                chunks,
                SqlLists.MAX_VALUES,
                (row, chunk) -> {
                    row.setInt(1, chunk.replicationFactor());
                    row.setBytes(2, SqlValues.bytes(chunk.id().value()));
                });
    }

    /** A replica that is recorded already stays as it is: what was found of it since is newer than the receipt. */
    private void insertReplicas(Collection<WrittenChunk> chunks, Instant now) {
        List<NewReplica> replicas = new ArrayList<>();
        chunks.forEach(chunk -> chunk.signedAt().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(holder -> replicas.add(
                        new NewReplica(chunk.id(), holder.getKey(), OldReceipts.verifiedAt(holder.getValue(), now)))));
        jdbc.batchUpdate("""
                INSERT IGNORE INTO replica (chunk_id, node_id, state, verified_at) VALUES (?, ?, 'GOOD', ?)
                """, replicas, SqlLists.MAX_VALUES, (row, replica) -> {
            row.setBytes(1, SqlValues.bytes(replica.chunkId().value()));
            row.setBytes(2, SqlValues.bytes(replica.nodeId().value()));
            row.setObject(3, SqlValues.time(replica.verifiedAt()));
        });
    }

    private Map<ChunkId, Map<NodeId, ReplicaState>> states(Collection<ChunkId> ids) {
        Map<ChunkId, Map<NodeId, ReplicaState>> states = new HashMap<>();
        for (List<ChunkId> part : SqlLists.parts(List.copyOf(ids))) {
            jdbc.query(
                    "SELECT chunk_id, node_id, state FROM replica WHERE chunk_id IN (%s)"
                            .formatted(SqlLists.placeholders(part.size())),
                    row -> {
                        states.computeIfAbsent(new ChunkId(SqlValues.uuid(row.getBytes(1))), _ -> new HashMap<>())
                                .put(
                                        new NodeId(SqlValues.uuid(row.getBytes(2))),
                                        ReplicaState.valueOf(row.getString(3)));
                    },
                    bytes(part));
        }
        return states;
    }

    private static Object[] bytes(List<ChunkId> ids) {
        return ids.stream().map(id -> SqlValues.bytes(id.value())).toArray();
    }
}
