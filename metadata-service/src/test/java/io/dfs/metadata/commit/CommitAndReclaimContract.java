package io.dfs.metadata.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.RemovalReason;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.api.ReplicaVerification;
import io.dfs.common.api.ReplicaVerification.Finding;
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
import java.time.temporal.ChronoUnit;
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
    @DisplayName("I-10 a replica counts as verified when its receipt was signed, not when it was committed")
    void aReceiptIsOfItsOwnTime() {
        Chunk chunk = Chunk.of(1000, 1);
        Instant signed = Instant.now().minus(Duration.ofHours(20)).truncatedTo(ChronoUnit.SECONDS);

        commit("/f", chunk, signed);

        assertThat(jdbc.sql("SELECT DISTINCT verified_at FROM replica")
                        .query((row, _) -> SqlValues.instant(row, "verified_at"))
                        .list())
                .containsExactly(signed);
    }

    @Test
    @DisplayName("I-1 a known chunk whose replicas have been found bad since their receipts is not committed again")
    void receiptsForBadReplicasDoNotCount() {
        Chunk chunk = Chunk.of(1000, 1);
        known(chunk);
        update(
                "UPDATE replica SET state = 'CORRUPT' WHERE node_id = ?",
                bytes(nodes.get(0).value()));
        commit("/two-are-enough", chunk);
        update(
                "UPDATE replica SET state = 'MISSING' WHERE node_id = ?",
                bytes(nodes.get(1).value()));

        DfsException refusal = refusal(ErrorCode.TOO_FEW_REPLICAS, () -> commit("/f", chunk));

        assertThat(refusal.rejections()).extracting("rule").containsExactlyInAnyOrder("CORRUPT", "MISSING");
        assertThat(count("entry WHERE kind = 'FILE'")).isEqualTo(1);
    }

    @Test
    @DisplayName("I-1 a receipt is refused if its node has found the replica bad since, though no file used it")
    void whatANodeFoundBadBeforeTheCommitIsRefused() {
        Chunk chunk = Chunk.of(1000, 1);
        api.reportVerifications(
                nodes.getFirst(), List.of(ReplicaVerification.bad(chunk.id(), Finding.CORRUPT, "a bad sector")));

        DfsException refusal = refusal(
                ErrorCode.RECEIPT_EXPIRED,
                () -> commit("/f", chunk, Instant.now().minus(Duration.ofHours(5))));

        assertThat(refusal).hasMessageContaining(nodes.getFirst().toString());
    }

    @Test
    @DisplayName("I-1 an old receipt does not count if its node's chunk report is newer and does not name the chunk")
    void whatANewerReportDoesNotNameDoesNotCount() {
        Chunk chunk = Chunk.of(1000, 1);
        Instant signed = Instant.now().minus(Duration.ofHours(5));
        update("UPDATE node SET reported_at = CURRENT_TIMESTAMP(6)");

        refusal(ErrorCode.TOO_FEW_REPLICAS, () -> commit("/f", chunk, signed));
        assertThat(count("chunk")).isZero();

        claimed(chunk, nodes.get(0));
        claimed(chunk, nodes.get(1));
        commit("/f", chunk, signed);
        assertThat(replicas(chunk.id())).as("without the third").hasSize(2);
    }

    private void claimed(Chunk chunk, NodeId node) {
        update(
                "INSERT INTO orphan (node_id, chunk_id, first_seen_at, last_seen_at) VALUES (?, ?, ?, ?)",
                bytes(node.value()),
                bytes(chunk.id().value()),
                SqlValues.time(Instant.EPOCH),
                SqlValues.time(Instant.EPOCH));
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
        commit(path, chunk, Instant.now());
    }

    private void commit(String path, Chunk chunk, Instant signedAt) {
        List<String> receipts = nodes.stream()
                .map(node -> tokens.sign(
                        new Receipt(cluster.id(), chunk.id(), node, chunk.lengthBytes(), chunk.crc32c(), signedAt)))
                .toList();
        api.commit(Upload.of(path, List.of(chunk)).request(receipts));
    }

    private long count(String from) {
        return jdbc.sql("SELECT COUNT(*) FROM " + from).query(Long.class).single();
    }
}
