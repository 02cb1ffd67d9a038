package io.dfs.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun;
import io.dfs.cli.session.Environment;
import io.dfs.cli.session.TransferSettings;
import io.dfs.cli.support.InMemoryCluster;
import io.dfs.cli.support.NodeFault;
import io.dfs.common.api.SlowNodeReport;
import io.dfs.common.http.LagRule;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that work, and far slower than the others. */
class SlowNodeUploadTest {

    private static final int CHUNK = 256 * 1024;

    /** Silence alone ends nothing. */
    private static final TransferSettings SETTINGS =
            CommandRun.SETTINGS.withSlowness(Duration.ofMillis(300), Duration.ofSeconds(5), Duration.ofSeconds(30));

    @TempDir
    Path folder;

    private InMemoryCluster cluster = new InMemoryCluster(3);

    private void start(int nodes) {
        cluster.close();
        cluster = new InMemoryCluster(nodes);
    }

    private CommandRun dfs(String... arguments) {
        return dfs(new byte[0], arguments);
    }

    private CommandRun dfs(byte[] in, String... arguments) {
        Environment environment = new Environment(
                Map.of("DFS_STATE_DIR", "state", "DFS_ENDPOINT", cluster.endpoint()),
                folder,
                folder,
                Clock.systemUTC());
        return CommandRun.run(new ByteArrayInputStream(in), environment, SETTINGS, arguments);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private byte[] source(int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        Files.write(folder.resolve("source"), bytes);
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({
        // elapsed, others took, durable, enough, replaceable: left behind
        "2900, 100, 2, 2, true, false",
        "3200, 100, 2, 2, true, true",
        "20000, 10000, 2, 2, true, false",
        "49000, 10000, 2, 2, true, false",
        "51000, 10000, 2, 2, true, true",
        "51000, 10000, 2, 2, false, true",
        "3200, 100, 1, 2, true, false",
        "15200, 100, 1, 2, true, true",
        "999999, 100, 1, 2, false, false",
        "999999, 0, 0, 2, true, false",
        // nodes of an earlier sending have it: enough of them, or one too few
        "2900, 100, 0, 0, true, false",
        "3200, 100, 0, 0, true, true",
        "3200, 100, 0, 0, false, true",
        "3200, 100, 0, 1, true, false",
        "15200, 100, 0, 1, true, true",
        "999999, 100, 0, 1, false, false",
        "3200, 100, 1, 1, false, true"
    })
    void leavesOnlyNodesBehindThatAreFarSlowerThanTheOthers(
            long elapsed, long took, int durable, int enough, boolean replaceable, boolean leftBehind) {
        LagRule rule = new LagRule(Duration.ofSeconds(3), 4);

        assertThat(rule.leavesBehind(nanos(elapsed), nanos(took), durable, enough, replaceable))
                .isEqualTo(leftBehind);
    }

    private static long nanos(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    @ParameterizedTest
    @ValueSource(ints = {CHUNK, 12 * 1024 * 1024}) // one that a connection takes at once, one that holds up the others
    void endsWhenEnoughReplicasAreDurableAndSaysHowManyThereAre(int chunkSize) throws IOException {
        start(3);
        byte[] bytes = source(2 * chunkSize);
        cluster.node(2).fail(NodeFault.TRICKLES);

        CommandRun run = dfs("upload", "--chunk-size", chunkSize + "B", "--parallel", "1", "source", "/a");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(cluster.metadata().bytes("/a")).isEqualTo(bytes);
        assertThat(cluster.node(1).writes()).isEqualTo(2);
        assertThat(cluster.node(3).writes()).isEqualTo(2);
        assertThat(cluster.node(2).writes()).isZero();
        assertThat(run.err())
                .containsPattern(
                        "node-2 (is slow and avoided from now on|at .* took no byte)") // on a busy machine the latter
                .contains("2 of 3 replicas; 2 more follow by repair");
    }

    /** The first round ends without the node that refuses, and the second has the slow one alone. */
    @ParameterizedTest
    @ValueSource(ints = {CHUNK, 12 * 1024 * 1024}) // one that a connection takes at once, one that it does not
    void aSlowNodeThatIsAskedForTheLastReplicaAloneIsNotWaitedForEither(int chunkSize) throws IOException {
        start(4);
        byte[] bytes = source(chunkSize);
        cluster.node(3).fail(NodeFault.REFUSES);
        cluster.node(4).fail(NodeFault.TRICKLES);

        CommandRun run = dfs("upload", "--chunk-size", chunkSize + "B", "source", "/a");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(cluster.metadata().bytes("/a")).isEqualTo(bytes);
        assertThat(cluster.node(4).writes()).isZero();
        assertThat(run.err())
                .containsPattern("node-4 (is slow and avoided from now on|at .* took no byte)")
                .contains("2 of 3 replicas");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void anotherNodeTakesTheChunkInsteadOfASlowOne(int replicas) throws IOException {
        start(4);
        byte[] bytes = source(3 * CHUNK);
        cluster.node(2).fail(NodeFault.TRICKLES);

        CommandRun run = dfs(
                "upload",
                "--chunk-size",
                "256KiB",
                "--parallel",
                "1",
                "--replication",
                String.valueOf(replicas),
                "source",
                "/a");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(cluster.metadata().bytes("/a")).isEqualTo(bytes);
        assertThat(cluster.writes()).isEqualTo(3 * replicas);
        assertThat(cluster.node(2).writes()).isZero();
        assertThat(run.err()).contains(", %d replicas".formatted(replicas));
    }

    @Test
    void streamsAndPacksDoNotWaitForASlowNodeEither() throws IOException {
        start(3);
        Files.createDirectories(folder.resolve("tree"));
        for (int i = 0; i < 4; i++) {
            Files.write(folder.resolve("tree/" + i), new byte[60_000 + i]);
        }
        cluster.node(3).fail(NodeFault.TRICKLES);

        CommandRun stream = dfs(new byte[CHUNK + 1], "upload", "--chunk-size", "256KiB", "-", "/stream");
        CommandRun pack = dfs("upload", "-r", "tree", "/tree");

        assertThat(stream.exitCode()).as(stream.err()).isZero();
        assertThat(pack.exitCode()).as(pack.err()).isZero();
        assertThat(cluster.metadata().bytes("/stream")).hasSize(CHUNK + 1);
        assertThat(cluster.metadata().bytes("/tree/3")).hasSize(60_003);
        assertThat(cluster.metadata().slowNodes())
                .extracting(SlowNodeReport::nodeId)
                .containsOnly(cluster.node(3).address().id());
        assertThat(pack.err()).contains("node-3 is slow and avoided", "follow by repair: node-3 is slow");
    }
}
