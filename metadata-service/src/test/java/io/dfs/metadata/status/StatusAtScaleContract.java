package io.dfs.metadata.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.ReplicaCensus;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.ServiceContract;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

abstract class StatusAtScaleContract extends ServiceContract {

    private static final int CHUNKS = 100_000;
    private static final int FILES = 100;

    @Autowired
    private FactsReader reader;

    @Autowired
    private JdbcTemplate batches;

    @Autowired
    private TransactionTemplate transactions;

    @Test
    @DisplayName("I-9 a hundred thousand chunks are counted in the database, before and after a node's death")
    void aHundredThousandChunksAreCounted() {
        NodeId[] nodes = Stream.of("node-1", "node-2", "node-3")
                .map(name -> register(name, name))
                .toArray(NodeId[]::new);
        store(FILES, CHUNKS / FILES, nodes);

        ClusterFacts well = measured("all nodes well");
        kill(nodes[0]);
        ClusterFacts oneDead = measured("a node dead");
        kill(nodes[1]);
        ClusterFacts twoDead = measured("two nodes dead");

        assertThat(census(well)).containsExactly(new ReplicaCensus(2, 3, CHUNKS, 1000L * CHUNKS));
        assertThat(census(oneDead)).containsExactly(new ReplicaCensus(2, 2, CHUNKS, 1000L * CHUNKS));
        assertThat(census(twoDead)).containsExactly(new ReplicaCensus(2, 1, CHUNKS, 1000L * CHUNKS));
        assertThat(twoDead.endangered().value().first()).isNotEmpty();
    }

    private ClusterFacts measured(String what) {
        long begun = System.nanoTime();
        ClusterFacts facts = reader.read(ClusterFacts.NONE);
        System.out.printf(
                "%s: read how %d chunks with 3 replicas are, %s, in %d ms%n",
                getClass().getSimpleName(),
                CHUNKS,
                what,
                Duration.ofNanos(System.nanoTime() - begun).toMillis());
        assertThat(facts.problems()).isEmpty();
        return facts;
    }

    private static List<ReplicaCensus> census(ClusterFacts facts) {
        return Statuses.census(facts.chunks().value());
    }

    private void store(int files, int chunksPerFile, NodeId... nodes) {
        for (int i = 0; i < files; i++) {
            UUID file = Ids.next();
            List<ChunkId> chunks =
                    Stream.generate(ChunkId::random).limit(chunksPerFile).toList();
            transactions.executeWithoutResult(_ -> store(file, chunks, nodes));
        }
    }

    private void store(UUID file, List<ChunkId> chunks, NodeId... nodes) {
        jdbc.sql("INSERT INTO entry (id, parent_id, name, kind, length_bytes, created_at, modified_at)"
                        + " VALUES (?, ?, ?, 'FILE', 1, CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6))")
                .params(bytes(file), new byte[16], file.toString().getBytes(StandardCharsets.UTF_8))
                .update();
        batches.batchUpdate(
                "INSERT INTO chunk (id, length_bytes, crc32c, replication_factor, created_at)"
                        + " VALUES (?, 1000, 7, 2, CURRENT_TIMESTAMP(6))",
                chunks.stream()
                        .map(chunk -> new Object[] {bytes(chunk.value())})
                        .toList());
        batches.batchUpdate(
                "INSERT INTO extent (file_id, position, chunk_id, chunk_offset, length_bytes, crc32c)"
                        + " VALUES (?, ?, ?, 0, 1000, 7)",
                IntStream.range(0, chunks.size())
                        .mapToObj(position -> new Object[] {
                            bytes(file), position, bytes(chunks.get(position).value())
                        })
                        .toList());
        batches.batchUpdate(
                "INSERT INTO replica (chunk_id, node_id, state, verified_at) VALUES (?, ?, 'GOOD', CURRENT_TIMESTAMP(6))",
                chunks.stream()
                        .flatMap(chunk ->
                                Stream.of(nodes).map(node -> new Object[] {bytes(chunk.value()), bytes(node.value())}))
                        .toList());
    }
}
