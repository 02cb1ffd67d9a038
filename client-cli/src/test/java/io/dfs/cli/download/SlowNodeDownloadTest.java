package io.dfs.cli.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun;
import io.dfs.cli.download.ReadPace.Others;
import io.dfs.cli.download.ReadPace.Standing;
import io.dfs.cli.download.ReadPace.Verdict;
import io.dfs.cli.session.Environment;
import io.dfs.cli.session.TransferSettings;
import io.dfs.cli.support.ClusterScene;
import io.dfs.cli.support.NodeFault;
import io.dfs.common.api.BadReplicaReport;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.id.NodeId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas that are right, and come far slower than others. */
class SlowNodeDownloadTest extends ClusterScene {

    /** Only another request to another node helps in time: a node may be silent for long. The others need far less than the floor. */
    private static final TransferSettings SETTINGS =
            CommandRun.SETTINGS.withSlowness(Duration.ofSeconds(5), Duration.ofMillis(200), Duration.ofSeconds(30));

    private CommandRun dfs(String... arguments) {
        Environment environment = new Environment(
                Map.of("DFS_STATE_DIR", "state", "DFS_ENDPOINT", cluster.endpoint()),
                folder,
                folder,
                Clock.systemUTC());
        return CommandRun.run(new ByteArrayInputStream(new byte[0]), environment, SETTINGS, arguments);
    }

    @ParameterizedTest
    @CsvSource({
        // elapsed, silent, got, left; others' first byte, others' rate: verdict
        "900, 900, 0, 1000, 10, 1000, FAST_ENOUGH",
        "1100, 1100, 0, 1000, 10, 1000, SLOW",
        "1100, 1100, 0, 1000, 2000, 1000, FAST_ENOUGH",
        "6100, 6100, 0, 1000, 2000, 1000, SLOW",
        "5000, 1, 5000, 4000, 10, 4100, SLOW",
        "5000, 1, 5000, 3900, 10, 3900, FAST_ENOUGH",
        "5000, 1, 5000, 9000, 10, 4100, SLOW",
        "5000, 1, 5000, 9000, 10, 2000, FAST_ENOUGH",
        "5000, 1, 5000, 900, 10, 100000, FAST_ENOUGH",
        "5000, 1, 5000, 9000, 0, 0, FAST_ENOUGH",
        "5000, 1, 5000, 11000, 0, 0, UNKNOWN",
        "5000, 5000, 5000, 0, 10, 100000, FAST_ENOUGH"
    })
    void asksAnotherReplicaOnlyIfTheRestWouldTakeFarLonger(
            long elapsed, long silent, long got, long left, long firstByte, double rate, Verdict verdict) {
        ReadPace pace = new ReadPace(Duration.ofSeconds(1), 4);

        Verdict judged =
                pace.judge(new Standing(nanos(elapsed), nanos(silent), got, left), new Others(nanos(firstByte), rate));

        assertThat(judged).isEqualTo(verdict);
    }

    private static long nanos(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    @Test
    @DisplayName("I-9 asks twice for a few pieces at once and for a twentieth of all at most")
    void limitsTheRequestsThatAreMadeTwice() {
        HedgeBudget budget = new HedgeBudget();
        int taken = 0;
        for (int piece = 0; piece < 1000; piece++) {
            budget.piece();
            taken += budget.take() ? 1 : 0;
        }

        assertThat(taken).isEqualTo(8 + 50);
    }

    @Test
    void turnsLastToNodesThatWereSlowOrFailed() {
        List<String> warnings = new ArrayList<>();
        List<String> complaints = new ArrayList<>();
        NodeMemory memory = new NodeMemory(
                new ReadPace(Duration.ofSeconds(1), 4), warnings::add, (node, _, _) -> complaints.add(node.name()));
        List<NodeAddress> nodes = List.of(node("a"), node("b"), node("c"), node("d"));

        memory.served(nodes.get(0), nanos(5), 10_000_000, 20_000, nanos(1000));
        memory.served(nodes.get(1), nanos(5), 10_000_000, 50_000, nanos(1000));
        assertThat(memory.order(nodes)).as("half as fast is fast enough").isEqualTo(nodes);
        memory.served(nodes.get(1), nanos(5), 10_000_000, 10_000_000, nanos(1000));
        memory.served(nodes.get(3), nanos(5), 10_000_000, 10_000_000, nanos(1000));
        memory.leave(nodes.get(2), "it does not answer");
        memory.leave(nodes.get(2), "again");

        assertThat(memory.order(nodes)).extracting(NodeAddress::name).containsExactly("b", "d", "a", "c");
        assertThat(complaints).as("who does not answer is not slow").containsExactly("a");
        assertThat(warnings)
                .filteredOn(line -> line.contains("node c"))
                .containsExactly("node c is turned to last from now on: it does not answer");
    }

    @Test
    void aNodeThatServedOnlySmallFilesIsNotTakenForSlow() {
        List<String> complaints = new ArrayList<>();
        NodeMemory memory = new NodeMemory(
                new ReadPace(Duration.ofSeconds(1), 4), _ -> {}, (node, _, _) -> complaints.add(node.name()));
        NodeAddress small = node("small");
        NodeAddress large = node("large");
        NodeAddress slow = node("slow");

        for (int file = 0; file < 300; file++) {
            memory.served(small, nanos(4), 4_000, 4_000, nanos(4));
            memory.served(large, nanos(4), 4_000_000, 4_000_000, nanos(8));
            memory.served(slow, nanos(40), 4_100, 4_100, nanos(40));
        }

        assertThat(memory.order(List.of(small, slow, large))).containsExactly(small, large, slow);
        assertThat(complaints).as("slow by what others take for small files").containsExactly("slow");
        assertThat(memory.others(small, 8_000_000).bytesPerSecond()).isEqualTo(4_000_000 / 0.008);
        assertThat(memory.others(large, 1_000).bytesPerSecond())
                .as("nothing so small was read")
                .isZero();
    }

    private static NodeAddress node(String name) {
        return new NodeAddress(NodeId.random(), name, "zone", "http://" + name);
    }

    @ParameterizedTest
    @CsvSource({"download, TRICKLES", "download, HANGS", "cat, TRICKLES", "cat, HANGS"})
    void takesTheRestFromAnotherReplicaAndLeavesTheSlowNodeAlone(String how, NodeFault fault) throws IOException {
        byte[] bytes = stored("/a", 4 * CHUNK + 7);
        cluster.node(1).fail(fault);

        CommandRun run = how.equals("cat") ? dfs("cat", "/a") : dfs("download", "--parallel", "1", "/a", "b");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(how.equals("cat") ? run.outBytes() : Files.readAllBytes(folder.resolve("b")))
                .isEqualTo(bytes);
        assertThat(cluster.node(1).reads()).isLessThanOrEqualTo(how.equals("cat") ? 4 : 1);
        assertThat(run.err()).contains("node node-1 is turned to last from now on: it g");
        assertThat(cluster.metadata().reports()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = NodeFault.class,
            names = {"TRICKLES", "HANGS"})
    void takesTheRestOfARangeFromAnotherReplica(NodeFault fault) throws IOException {
        byte[] bytes = stored("/a", CHUNK);
        cluster.node(1).fail(fault);

        CommandRun run = dfs("download", "--range", "1000-200000", "/a", "b");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(folder.resolve("b")).hasBinaryContent(Arrays.copyOfRange(bytes, 1000, 200_001));
        assertThat(cluster.node(1).reads()).isEqualTo(1);
    }

    @Test
    void smallFilesDoNotWaitForASlowNodeEither() throws IOException {
        Files.createDirectories(folder.resolve("tree"));
        for (int i = 0; i < 6; i++) {
            Files.write(
                    folder.resolve("tree/" + i),
                    ("content of " + i).repeat(20_000).getBytes());
        }
        assertThat(place.dfs("upload", "-r", "tree", "/t").exitCode()).isZero();
        cluster.node(1).fail(NodeFault.TRICKLES);

        CommandRun run = dfs("download", "-r", "--parallel", "1", "/t", "back");

        assertThat(run.exitCode()).as(run.err()).isZero();
        for (int i = 0; i < 6; i++) {
            assertThat(folder.resolve("back/" + i)).hasSameBinaryContentAs(folder.resolve("tree/" + i));
        }
        assertThat(cluster.node(1).reads()).isEqualTo(1);
    }

    @Test
    void aNodeThatFailedIsNotAskedAgainForEachChunk() throws IOException {
        byte[] bytes = stored("/a", 4 * CHUNK);
        cluster.node(1).fail(NodeFault.BREAKS_OFF);

        CommandRun run = dfs("download", "--parallel", "1", "/a", "b");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(folder.resolve("b")).hasBinaryContent(bytes);
        assertThat(cluster.node(1).reads()).isEqualTo(1);
        assertThat(run.err()).containsOnlyOnce("node node-1 is turned to last from now on");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @DisplayName("I-3 bytes of two replicas of which one is bad never count")
    void findsOutWhoseBytesWereWrong(int bad) throws IOException {
        byte[] bytes = stored("/a", CHUNK);
        cluster.node(1).fail(NodeFault.TRICKLES);
        var chunk = cluster.metadata().file("/a").commit().extents().getFirst().chunkId();
        // Before the hand-over if the first node is bad, after it if the second is.
        cluster.node(bad).chunks().get(chunk)[bad == 1 ? 0 : CHUNK - 1] ^= 1;

        CommandRun run = dfs("download", "/a", "b");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(folder.resolve("b")).hasBinaryContent(bytes);
        assertThat(cluster.metadata().reports())
                .extracting(BadReplicaReport::nodeId)
                .isSubsetOf(cluster.node(bad).address().id());
    }

    @Test
    void whenEveryReplicaIsSlowTheFileComesAllTheSame() throws IOException {
        byte[] bytes = stored("/a", 40 * 1024);
        cluster.nodes().forEach(node -> node.fail(NodeFault.TRICKLES));

        CommandRun run = dfs("download", "/a", "b");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(folder.resolve("b")).hasBinaryContent(bytes);
        assertThat(reads())
                .as("one request, and at most two more for each replica")
                .isLessThanOrEqualTo(7);
    }
}
