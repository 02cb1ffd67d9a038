package io.dfs.metadata.commit;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.ChangedMeanwhileException;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Reads and writes chunks and replicas in batches. */
@Component
class ChunkTable {

    private record KnownChunk(ChunkId id, long lengthBytes, Crc32c crc32c, int replicationFactor, boolean reclaimed) {}

    /** A chunk that other files use already. */
    private record SharedChunk(ChunkId id, int replicationFactor) {}

    private record NewReplica(ChunkId chunkId, NodeId nodeId) {}

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
     * @return per chunk how many replicas it still lacks; chunks that lack none are left out
     */
    Map<ChunkId, Integer> record(Collection<WrittenChunk> chunks, Set<NodeId> liveNodes) {
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
        insertReplicas(chunks);
        Map<ChunkId, Integer> missing = new HashMap<>();
        fresh.forEach(chunk -> count(missing, chunk.id(), chunk.replicationFactor(), chunk.liveHolders()));
        Map<ChunkId, Set<NodeId>> holders = holders(known.keySet());
        shared.forEach(chunk -> {
            Set<NodeId> live = new HashSet<>(holders.getOrDefault(chunk.id(), Set.of()));
            live.retainAll(liveNodes);
            count(missing, chunk.id(), chunk.replicationFactor(), live);
        });
        return missing;
    }

    private static void count(Map<ChunkId, Integer> missing, ChunkId id, int replicationFactor, Set<NodeId> live) {
        if (live.size() < replicationFactor) {
            missing.put(id, replicationFactor - live.size());
        }
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
                "UPDATE chunk SET replication_factor = ?, unreferenced_since = NULL WHERE id = ?",
                chunks,
                SqlLists.MAX_VALUES,
                (row, chunk) -> {
                    row.setInt(1, chunk.replicationFactor());
                    row.setBytes(2, SqlValues.bytes(chunk.id().value()));
                });
    }

    /** A replica that is recorded already stays as it is: what was found of it since is newer than the receipt. */
    private void insertReplicas(Collection<WrittenChunk> chunks) {
        List<NewReplica> replicas = new ArrayList<>();
        chunks.forEach(chunk ->
                chunk.holders().stream().sorted().forEach(node -> replicas.add(new NewReplica(chunk.id(), node))));
        jdbc.batchUpdate("""
                INSERT IGNORE INTO replica (chunk_id, node_id, state, verified_at)
                VALUES (?, ?, 'GOOD', CURRENT_TIMESTAMP(6))
                """, replicas, SqlLists.MAX_VALUES, (row, replica) -> {
            row.setBytes(1, SqlValues.bytes(replica.chunkId().value()));
            row.setBytes(2, SqlValues.bytes(replica.nodeId().value()));
        });
    }

    private Map<ChunkId, Set<NodeId>> holders(Collection<ChunkId> ids) {
        Map<ChunkId, Set<NodeId>> holders = new HashMap<>();
        for (List<ChunkId> part : SqlLists.parts(List.copyOf(ids))) {
            jdbc.query(
                    "SELECT chunk_id, node_id FROM replica WHERE state IN ('GOOD', 'SUSPECT') AND chunk_id IN (%s)"
                            .formatted(SqlLists.placeholders(part.size())),
                    row -> {
                        holders.computeIfAbsent(new ChunkId(SqlValues.uuid(row.getBytes(1))), _ -> new HashSet<>())
                                .add(new NodeId(SqlValues.uuid(row.getBytes(2))));
                    },
                    bytes(part));
        }
        return holders;
    }

    private static Object[] bytes(List<ChunkId> ids) {
        return ids.stream().map(id -> SqlValues.bytes(id.value())).toArray();
    }
}
