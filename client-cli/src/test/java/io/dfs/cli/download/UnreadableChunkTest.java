package io.dfs.cli.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun;
import io.dfs.cli.support.ClusterScene;
import io.dfs.cli.support.NodeFault;
import io.dfs.common.api.BadReplicaReport;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.id.ChunkId;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader is told, and when, if no replica of a chunk can be read. */
class UnreadableChunkTest extends ClusterScene {

    private ChunkId chunk;

    @BeforeEach
    void store() throws IOException {
        byte[] bytes = new byte[100_000];
        new Random(1).nextBytes(bytes);
        Files.write(folder.resolve("source"), bytes);
        assertThat(place.dfs("upload", "-q", "source", "/a").exitCode()).isZero();
        chunk = cluster.metadata().file("/a").commit().extents().getFirst().chunkId();
    }

    @ParameterizedTest
    @ValueSource(strings = {"download", "cat", "range"})
    void readersEndAtOnceWhenEveryReplicaIsBadAlsoWhenTheServiceFencesThemMeanwhile(String how) {
        cluster.nodes().forEach(node -> node.fail(NodeFault.SERVES_WRONG_BYTES));
        cluster.metadata().believeReaders();

        CommandRun run = switch (how) {
            case "download" -> place.dfs("download", "/a", "b");
            case "range" -> place.dfs("download", "--range", "0-20", "/a", "b");
            default -> place.dfs("cat", "/a");
        };

        assertThat(run.exitCode()).as(run.err()).isEqualTo(8);
        assertThat(run.err()).contains("CHECKSUM_MISMATCH", chunk.toString(), "node-1: ", "node-2: ", "node-3: ", "/a");
        assertThat(reads()).as("each replica is asked once").isEqualTo(3);
        assertThat(cluster.metadata().reports())
                .extracting(BadReplicaReport::nodeId)
                .hasSize(3)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({"CORRUPT, CHUNK_CORRUPT", "MISSING, CHUNK_NOT_FOUND"})
    void readersEndAtOnceWhenTheServiceKnowsThatEveryReplicaIsBad(ReplicaState state, String code) {
        cluster.nodes()
                .forEach(node -> cluster.metadata().fence(chunk, node.address().id(), state));

        CommandRun run = place.dfs("download", "/a", "b");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(8);
        assertThat(run.err()).contains(code, chunk.toString(), "node-2: its replica is recorded as " + state);
        assertThat(reads()).isZero();
    }

    @Test
    void tellsTheNodesWordFromBytesThatAreWrong() {
        cluster.node(1).chunks().get(chunk)[0] ^= 1;
        cluster.node(2).fail(NodeFault.SAYS_CORRUPT);
        cluster.node(3).fail(NodeFault.HAS_LOST_IT);

        CommandRun run = place.dfs("download", "/a", "b");

        assertThat(run.exitCode()).isEqualTo(8);
        assertThat(run.err())
                .contains("node-1: served bytes with checksum")
                .contains("node-2: chunk %s is damaged".formatted(chunk))
                .contains("node-3: node-3 has no chunk " + chunk);
    }

    @Test
    void asksOnlyTheReplicaAgainThatMayBeGood() {
        cluster.node(1).chunks().get(chunk)[0] ^= 1;
        cluster.node(2).fail(NodeFault.SAYS_CORRUPT);
        cluster.node(3).fail(NodeFault.REFUSES, 3);

        CommandRun run = place.dfs("download", "/a", "b");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(cluster.node(1).reads()).isEqualTo(1);
        assertThat(cluster.node(2).reads()).isEqualTo(1);
        assertThat(cluster.node(3).reads()).isEqualTo(4);
    }

    @Test
    void isUnavailableWhileOneReplicaMayBeGoodAndNamesEachOne() {
        cluster.node(1).chunks().get(chunk)[0] ^= 1;
        cluster.node(2).fail(NodeFault.SAYS_CORRUPT);
        cluster.node(3).fail(NodeFault.REFUSES);

        CommandRun run = place.dfs("download", "/a", "b");

        assertThat(run.exitCode()).isEqualTo(6);
        assertThat(run.err())
                .contains("[UNAVAILABLE]", "node-1: served bytes", "node-2: chunk", "node-3: node-3 is busy");
    }

    @Test
    void aReplicaThatWasReplacedMeanwhileIsAsked() {
        cluster.node(1).chunks().get(chunk)[0] ^= 1;
        cluster.node(2).fail(NodeFault.SAYS_CORRUPT);
        byte[] good = cluster.node(3).chunks().remove(chunk);
        cluster.metadata().beforeLocations(() -> {
            if (cluster.node(2).reads() > 0) {
                cluster.node(3)
                        .chunks()
                        .put(chunk, good); // as a repair would do from a node that this client can't see
            }
        });

        CommandRun run = place.dfs("download", "/a", "b");

        assertThat(run.exitCode()).as(run.err()).isZero();
    }
}
