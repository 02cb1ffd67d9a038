package io.dfs.metadata.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.RemovalReason;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.Receipt;
import io.dfs.metadata.cluster.ClusterIdentity;
import io.dfs.metadata.commit.Upload.Chunk;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.node.ServiceContract;
import io.dfs.metadata.removal.RemovalRequest;
import io.dfs.metadata.removal.Removals;
import io.dfs.metadata.support.Concurrently;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Commits and reclaiming on the same chunks: whichever comes first, no file lies on replicas that are on their way out. */
abstract class CommitAndReclaimContract extends ServiceContract {

    private static final int RACES = 15;

    @Autowired
    private ClusterIdentity cluster;

    @Autowired
    private Removals removals;

    @Autowired
    private Transactions transactions;

    private List<NodeId> nodes;

    @BeforeEach
    void threeNodes() {
        nodes = List.of(register("n1", "rack-1"), register("n2", "rack-2"), register("n3", "rack-3"));
    }

    @Test
    @DisplayName(
            "I-1 I-4 a receipt for a replica that is on its way out is refused, and one for it that has left since")
    void receiptsForLeavingReplicasAreRefused() {
        Chunk chunk = Chunk.of(1000, 1);
        remove(chunk.id(), nodes.getFirst());

        DfsException refusal = refusal(ErrorCode.RECEIPT_EXPIRED, () -> commit("/f", chunk));
        assertThat(refusal).hasMessageContaining(nodes.getFirst().toString());

        update("DELETE FROM removal");
        refusal(ErrorCode.RECEIPT_EXPIRED, () -> commit("/f", chunk));
        assertThat(count("entry WHERE kind = 'FILE'")).isZero();

        update(
                "UPDATE ledger SET at = ?",
                SqlValues.time(databaseClock.instant().minus(Duration.ofHours(25))));
        commit("/f", chunk);
        assertThat(replicas(chunk.id())).hasSize(3);
    }

    @Test
    @DisplayName("I-1 I-4 a chunk that was given up is not taken into use again")
    void aGivenUpChunkIsRefused() {
        Chunk chunk = Chunk.of(1000, 1);
        known(chunk);
        update("UPDATE chunk SET reclaimed_at = created_at");

        refusal(ErrorCode.RECEIPT_EXPIRED, () -> commit("/f", chunk));
    }

    @Test
    void aCommitTakesAnUnreferencedChunkIntoUseAgain() {
        Chunk chunk = Chunk.of(1000, 1);
        known(chunk);

        commit("/f", chunk);

        assertThat(count("chunk WHERE unreferenced_since IS NULL")).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "I-1 I-4 of a commit and a round that gives its chunk up at the same time, one comes first and the other sees it")
    void aCommitAndGivingUpDoNotCross() throws Exception {
        for (int race = 0; race < RACES; race++) {
            Chunk chunk = Chunk.of(1000, 1);
            known(chunk);
            raceAgainstReclaim("/known-" + race, chunk);
        }
    }

    @Test
    @DisplayName(
            "I-1 I-4 of a commit and a round that takes its chunk for an orphan at the same time, one comes first and the other sees it")
    void aCommitAndAnOrphanDoNotCross() throws Exception {
        update("UPDATE node SET reported_at = registered_at, reported_chunks = 1000");
        for (int race = 0; race < RACES; race++) {
            Chunk chunk = Chunk.of(1000, 1);
            for (NodeId node : nodes) {
                update(
                        "INSERT INTO orphan (node_id, chunk_id, first_seen_at, last_seen_at) VALUES (?, ?, ?, ?)",
                        bytes(node.value()),
                        bytes(chunk.id().value()),
                        SqlValues.time(Instant.EPOCH),
                        SqlValues.time(Instant.EPOCH));
            }
            raceAgainstReclaim("/orphan-" + race, chunk);
        }
    }

    private void raceAgainstReclaim(String path, Chunk chunk) throws Exception {
        List<Object> outcomes = Concurrently.call(2, thread -> thread == 0 ? outcome(path, chunk) : api.reclaim());

        long leaving = jdbc.sql("SELECT COUNT(*) FROM removal WHERE chunk_id = ?")
                .param(bytes(chunk.id().value()))
                .query(Long.class)
                .single();
        if (outcomes.getFirst().equals("committed")) {
            assertThat(leaving).isZero();
            assertThat(replicas(chunk.id())).hasSize(3);
        } else {
            assertThat(outcomes.getFirst()).isEqualTo(ErrorCode.RECEIPT_EXPIRED);
            assertThat(leaving).isPositive();
        }
    }

    private Object outcome(String path, Chunk chunk) {
        try {
            commit(path, chunk);
            return "committed";
        } catch (DfsException e) {
            return e.code();
        }
    }

    /** A chunk with three replicas that no file has used for long. */
    private void known(Chunk chunk) {
        update(
                "INSERT INTO chunk (id, length_bytes, crc32c, replication_factor, created_at, unreferenced_since)"
                        + " VALUES (?, ?, ?, 3, ?, ?)",
                bytes(chunk.id().value()),
                chunk.lengthBytes(),
                chunk.crc32c().unsigned(),
                SqlValues.time(Instant.EPOCH),
                SqlValues.time(Instant.EPOCH));
        nodes.forEach(node -> replica(chunk.id(), node, ReplicaState.GOOD));
    }

    private void remove(ChunkId chunk, NodeId node) {
        transactions.run(
                () -> removals.request(new RemovalRequest(chunk, node, 1000, RemovalReason.EXCESS, "a proof")));
    }

    private void commit(String path, Chunk chunk) {
        List<String> receipts = nodes.stream()
                .map(node -> tokens.sign(new Receipt(
                        cluster.id(), chunk.id(), node, chunk.lengthBytes(), chunk.crc32c(), Instant.now())))
                .toList();
        api.commit(Upload.of(path, List.of(chunk)).request(receipts));
    }

    private long count(String from) {
        return jdbc.sql("SELECT COUNT(*) FROM " + from).query(Long.class).single();
    }
}
