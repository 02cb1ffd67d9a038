package io.dfs.metadata.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.ChunkExplanation;
import io.dfs.common.api.Explanation;
import io.dfs.common.api.QuarantineItem;
import io.dfs.common.api.RepairScanRequest;
import io.dfs.common.api.ReplicaExplanation;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.api.Role;
import io.dfs.common.api.TokenRequest;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Rejection;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.ServiceContract;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class ExplanationContract extends ServiceContract {

    @Test
    void aReaderHearsOnlyOfNodesThatHaveSomethingOfTheFile() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "b");
        register("node-3", "secret-zone");
        wholeFile("a", 2, unreferencedChunk(2, first, second));
        String reader = access().createToken(new TokenRequest("explainer", Role.READER, null, null))
                .token();

        ChunkExplanation explained = operationsAs(reader)
                .explain(FilePath.valueOf("/a"), 0, 10)
                .chunks()
                .getFirst();

        assertThat(explained.replicas()).extracting(ReplicaExplanation::node).containsExactly("node-1", "node-2");
        assertThat(explained.others()).isEmpty();
    }

    @Test
    @DisplayName("I-5 every replica and every other node is explained by the rules that hold now")
    void everyNodeIsExplained() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "b");
        register("node-3", "c");
        register("node-4", "a");
        register("node-5", "d", 999);
        adminState(register("node-6", "d"), "DRAINING");
        kill(register("node-7", "d"));
        ChunkId chunk = unreferencedChunk(2, first, second);
        wholeFile("a", 2, chunk);

        ChunkExplanation explained = explain("/a", 0, 10).chunks().getFirst();

        assertThat(explained.chunkId()).isEqualTo(chunk);
        assertThat(explained.position()).isZero();
        assertThat(explained.lengthBytes()).isEqualTo(1000);
        assertThat(explained.replicationFactor()).isEqualTo(2);
        assertThat(explained.verdict()).isEqualTo("2 of 2 replicas, in 2 zones. Nothing is to be done.");
        assertThat(explained.replicas())
                .extracting(ReplicaExplanation::node, ReplicaExplanation::why)
                .containsExactly(
                        Tuple.tuple("node-1", "counts: the only replica in zone a"),
                        Tuple.tuple("node-2", "counts: the only replica in zone b"));
        assertThat(explained.others())
                .extracting(Rejection::node, Rejection::rule)
                .containsExactly(
                        Tuple.tuple("node-3", "NOT_DRAWN"),
                        Tuple.tuple("node-4", "ZONE_USED"),
                        Tuple.tuple("node-5", "FULL"),
                        Tuple.tuple("node-6", "DRAINING"),
                        Tuple.tuple("node-7", "DEAD"));
        assertThat(explained.removals()).isEmpty();
        assertThat(explained.work()).isNull();
    }

    @Test
    @DisplayName("I-6 what is wrong is told with what happens next")
    void whatIsWrongIsTold() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "b");
        NodeId third = register("node-3", "c");
        ChunkId chunk = unreferencedChunk(3, first, second, third);
        wholeFile("a", 3, chunk);
        replica(chunk, second, ReplicaState.CORRUPT);
        kill(third);

        ChunkExplanation before = explain("/a", 0, 10).chunks().getFirst();
        api.scanForRepairs(new RepairScanRequest(null, 100, null));
        ChunkExplanation after = explain("/a", 0, 10).chunks().getFirst();

        assertThat(before.verdict())
                .isEqualTo("1 of 3 replicas: node-2 corrupt, node-3 dead. Repair re-creates the missing ones, as"
                        + " endangered. The next scan makes a work item of it.");
        assertThat(before.replicas())
                .extracting(ReplicaExplanation::why)
                .containsExactly(
                        "counts: the only replica in zone a",
                        "its node found other bytes than were written: it is not read unless its node finds it right again, and goes when there are"
                                + " enough good ones",
                        "does not count: its node counts as dead; it counts again if the node returns with it");
        assertThat(before.others()).isEmpty();
        assertThat(after.verdict()).endsWith("It waits for its turn (endangered).");
        assertThat(after.work()).isNotNull().satisfies(work -> {
            assertThat(work.chunkId()).isEqualTo(chunk);
            assertThat(work.file()).isEqualTo(FilePath.valueOf("/a"));
        });
    }

    @Test
    void replicasThatShareAZoneSaySo() {
        NodeId first = register("node-1", "a");
        NodeId second = register("node-2", "a");
        register("node-3", "b");
        wholeFile("a", 2, unreferencedChunk(2, first, second));

        ChunkExplanation explained = explain("/a", 0, 10).chunks().getFirst();

        assertThat(explained.replicas())
                .extracting(ReplicaExplanation::why)
                .containsExactly("counts, and shares zone a with node-2", "counts, and shares zone a with node-1");
        assertThat(explained.verdict())
                .startsWith(
                        "2 of 2 replicas, but zone a has 2 of the replicas, zone b has 0 and room. One is copied there");
    }

    @Test
    @DisplayName("I-4 replicas on their way out are shown, and their node gets no new one")
    void removalsAreShown() {
        NodeId first = register("node-1", "a");
        register("node-2", "b");
        NodeId third = register("node-3", "c");
        ChunkId chunk = unreferencedChunk(1, first);
        wholeFile("a", 1, chunk);
        update(
                "INSERT INTO removal (id, chunk_id, node_id, length_bytes, reason, detail, state, requested_at, changed_at,"
                        + " tell_at) VALUES (?, ?, ?, 1000, 'EXCESS', '2 others', 'REQUESTED', CURRENT_TIMESTAMP(6),"
                        + " CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6))",
                bytes(Ids.next()),
                bytes(chunk.value()),
                bytes(third.value()));

        ChunkExplanation explained = explain("/a", 0, 10).chunks().getFirst();

        assertThat(explained.removals())
                .extracting(QuarantineItem::node, QuarantineItem::detail)
                .containsExactly(Tuple.tuple("node-3", "2 others"));
        assertThat(explained.others())
                .extracting(Rejection::node, Rejection::rule)
                .containsExactly(Tuple.tuple("node-2", "NOT_DRAWN"), Tuple.tuple("node-3", "LEAVING"));
    }

    @Test
    @DisplayName("I-9 chunks come page by page, each once, by the position of its first extent")
    void chunksComePageByPage() {
        NodeId node = register("node-1", "a");
        ChunkId x = unreferencedChunk(1, node);
        ChunkId y = unreferencedChunk(1, node);
        ChunkId z = unreferencedChunk(1, node);
        wholeFile("a", 1, x, y, x, z);

        Explanation page = explain("/a", 0, 2);
        Explanation rest = explain("/a", 3, 2);

        assertThat(page.chunks()).extracting(ChunkExplanation::chunkId).containsExactly(x, y);
        assertThat(page.next()).isEqualTo(3);
        assertThat(rest.chunks()).extracting(ChunkExplanation::chunkId).containsExactly(z);
        assertThat(rest.chunks().getFirst().position()).isEqualTo(3);
        assertThat(rest.next()).isNull();
    }

    @Test
    void aReplicaOnANodeThatNobodyKnowsIsShownByItsId() {
        NodeId nobody = NodeId.random();
        wholeFile("a", 1, unreferencedChunk(1, nobody));

        ChunkExplanation explained = explain("/a", 0, 1).chunks().getFirst();

        assertThat(explained.replicas()).extracting(ReplicaExplanation::node).containsExactly(nobody.toString());
        assertThat(explained.verdict()).contains("None of them can be read");
    }

    @Test
    void whatIsNoFileIsRefused() {
        wholeFile("a", 1);

        assertThat(explain("/a", 0, 1).chunks()).isEmpty();
        refusal(ErrorCode.IS_A_DIRECTORY, () -> explain("/", 0, 1));
        refusal(ErrorCode.NOT_FOUND, () -> explain("/b", 0, 1));
        refusal(ErrorCode.INVALID_REQUEST, () -> explain("/a", 0, 0));
        refusal(ErrorCode.INVALID_REQUEST, () -> explain("/a", 0, 101));
    }

    private Explanation explain(String path, int from, int limit) {
        return operations.explain(FilePath.valueOf(path), from, limit);
    }
}
