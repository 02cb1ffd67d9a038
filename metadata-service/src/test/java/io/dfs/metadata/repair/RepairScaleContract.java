package io.dfs.metadata.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.RepairScan;
import io.dfs.common.api.RepairScanRequest;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.node.ServiceContract;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** A node with very many chunks dies. */
abstract class RepairScaleContract extends ServiceContract {

    private static final int CHUNKS = 100_000;
    private static final int BATCH = 5_000;
    private static final int PAGE = 1_000;

    @Autowired
    private JdbcTemplate batches;

    @Autowired
    private TransactionTemplate transaction;

    @Test
    @DisplayName("I-6 I-9 100,000 chunks of a dead node are found page by page, each once, and become work")
    void aScanOfALargeNode() {
        NodeId dead = register("node-1", "a");
        NodeId alive = register("node-2", "b");
        NodeId third = register("node-3", "c");
        addChunks(dead, alive);
        kill(dead);
        Instant begin = Instant.now();

        int examined = 0;
        int shortOnes = 0;
        int pages = 0;
        ChunkId after = null;
        do {
            // On a busy machine all this takes longer than a node may be silent.
            revive(alive);
            revive(third);
            RepairScan scan = api.scanForRepairs(new RepairScanRequest(after, PAGE, dead));
            assertThat(scan.examinedChunks()).isLessThanOrEqualTo(PAGE);
            examined += scan.examinedChunks();
            shortOnes += scan.underReplicatedChunks();
            after = scan.next();
            pages++;
        } while (after != null);

        System.out.printf(
                "a scan of %d chunks in %d pages took %d ms%n",
                examined, pages, Duration.between(begin, Instant.now()).toMillis());
        assertThat(List.of(examined, shortOnes)).containsExactly(CHUNKS, CHUNKS);
        assertThat(jdbc.sql("SELECT COUNT(*) FROM work WHERE priority = 0")
                        .query(Integer.class)
                        .single())
                .isEqualTo(CHUNKS);
    }

    /** All are extents of one file. */
    private void addChunks(NodeId... holders) {
        UUID file = Ids.next();
        update(
                "INSERT INTO entry (id, parent_id, name, kind, created_at, modified_at) VALUES (?, ?, ?, 'FILE', ?, ?)",
                bytes(file),
                new byte[16],
                "large".getBytes(StandardCharsets.UTF_8),
                SqlValues.time(Instant.now()),
                SqlValues.time(Instant.now()));
        for (int from = 0; from < CHUNKS; from += BATCH) {
            int position = from;
            transaction.executeWithoutResult(_ -> addBatch(file, position, holders));
        }
    }

    private void addBatch(UUID file, int from, NodeId... holders) {
        List<Object[]> chunks = new ArrayList<>();
        List<Object[]> extents = new ArrayList<>();
        List<Object[]> replicas = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            byte[] id = bytes(Ids.next());
            chunks.add(new Object[] {id});
            extents.add(new Object[] {bytes(file), from + i, id});
            for (NodeId holder : holders) {
                replicas.add(new Object[] {id, bytes(holder.value())});
            }
        }
        batches.batchUpdate(
                "INSERT INTO chunk (id, length_bytes, crc32c, replication_factor, created_at)"
                        + " VALUES (?, 1000, 7, 2, CURRENT_TIMESTAMP(6))",
                chunks);
        batches.batchUpdate(
                "INSERT INTO extent (file_id, position, chunk_id, chunk_offset, length_bytes, crc32c)"
                        + " VALUES (?, ?, ?, 0, 1000, 7)",
                extents);
        batches.batchUpdate(
                "INSERT INTO replica (chunk_id, node_id, state, verified_at)"
                        + " VALUES (?, ?, 'GOOD', CURRENT_TIMESTAMP(6))",
                replicas);
    }
}
