package io.dfs.cli.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dfs.cli.CommandRun;
import io.dfs.cli.CommandRun.Place;
import io.dfs.cli.support.InMemoryCluster;
import io.dfs.cli.support.Samples;
import io.dfs.common.api.Alarm;
import io.dfs.common.api.ClusterStatus;
import io.dfs.common.api.EndangeredFile;
import io.dfs.common.api.RepairClass;
import io.dfs.common.api.RepairProgress;
import io.dfs.common.api.SafeModeState;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.Json;
import io.dfs.common.id.ChunkId;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusCommandTest {

    @TempDir
    Path folder;

    private final InMemoryCluster cluster = new InMemoryCluster(3);

    @AfterEach
    void close() {
        cluster.close();
    }

    private CommandRun dfs(String... arguments) {
        return new Place(folder, cluster.endpoint()).dfs(arguments);
    }

    @Test
    void saysInTheFirstLineHowTheClusterIs() {
        CommandRun run = dfs("status");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().toList())
                .startsWith("All 1,200 chunks have their replicas; 98 % verified within 30 days.")
                .contains("GOOD OF WANTED  CHUNKS  SIZE", "3 of 3          1,200   75 GiB")
                .contains("verified   3,540 replicas within 30 days, 50 longer ago, 10 only claimed")
                .contains("repairs    nothing to do")
                .contains("waiting    trash 3 MiB in 12 files, unreferenced 1 MiB, orphans 5, leaving 6,"
                        + " quarantine 2 GiB in 7 replicas")
                .contains("safe mode  off")
                .anyMatch(line -> line.startsWith("facts      3 min old"))
                .anyMatch(line -> line.startsWith("node-2  zone-1  HEALTHY  IN_SERVICE  0.4 s ago"));
    }

    @Test
    void showsWhatIsWrongAndEndsWithZeroUnlessAskedToCheck() {
        Samples.Status status = new Samples.Status().chunks(3, 1, 2).chunks(3, 2, 7);
        status.alarms.add(new Alarm(Alarm.Severity.CRITICAL, "ORPHANS", "node-1", "too many unknown chunks"));
        status.endangered.add(new EndangeredFile(FilePath.valueOf("/in/a b"), ChunkId.random(), 1, 3));
        status.endangeredFileCount = 30;
        status.repairs = new RepairProgress(
                List.of(
                        new RepairProgress.Backlog(RepairClass.ENDANGERED, 2, 2 << 20, 0),
                        new RepairProgress.Backlog(RepairClass.UNDER_REPLICATED, 7, 7 << 20, 3)),
                1 << 20,
                9L);
        status.safeMode = new SafeModeState(SafeModeState.Mode.MASS_LOSS, "half the nodes vanished", Samples.THEN);
        cluster.metadata().operations().status = status.build();

        CommandRun run = dfs("status");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines().toList())
                .startsWith("2 of 1,209 chunks have one good replica left; repaired in about 9.0 s.")
                .contains("CRITICAL  ORPHANS  node-1  too many unknown chunks")
                .contains("… and 29 more files; 'dfs fsck' names them all")
                .contains(
                        "repairs    2 endangered (2 MiB), 7 under-replicated (7 MiB, 3 failing); 1 MiB/s, about 9.0 s left")
                .contains("safe mode  MASS_LOSS since 2026-01-01T00:00:00Z: half the nodes vanished")
                .anyMatch(line -> line.startsWith("1 of 3         /in/a b"))
                .containsSubsequence("1 of 3          2       2 GiB", "2 of 3          7       7 GiB");
        assertThat(dfs("status", "--check").exitCode()).isEqualTo(8);
    }

    @Test
    void checkEndsWithZeroWhenNothingIsAtRisk() {
        assertThat(dfs("status", "--check").exitCode()).isZero();
    }

    @Test
    @DisplayName("I-10 shows what it has when the service can't tell everything")
    void showsWhatItHasWhenTheServiceCantTellEverything() {
        Samples.Status status = new Samples.Status();
        status.problem = "the database does not answer";
        status.asOf = null;
        status.chunks.clear();
        status.nodes.clear();
        cluster.metadata().operations().status = status.build();

        CommandRun run = dfs("status");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("No one can tell how the chunks are: the database does not answer.");
        assertThat(run.out()).contains("facts      none; the database does not answer");
        assertThat(dfs("status", "--check").exitCode()).isEqualTo(8);
    }

    @Test
    void printsTheRecordAsJson() {
        ClusterStatus status = cluster.metadata().operations().status;

        CommandRun run = dfs("status", "--json", "--check");

        assertThat(run.exitCode()).isZero();
        assertThat(Json.read(run.outBytes(), ClusterStatus.class)).isEqualTo(status);
    }

    @Test
    void saysWhenTheServiceDoesNotAnswerAtAll() {
        cluster.metadata().unavailable(1000);

        assertThat(dfs("status").exitCode()).isEqualTo(6);
    }

    @Test
    void watchesUntilInterruptedEvenWhileTheServiceIsAway() throws InterruptedException {
        cluster.metadata().unavailable(1000);
        AtomicReference<CommandRun> ended = new AtomicReference<>();
        Thread watcher = Thread.ofVirtual().start(() -> ended.set(dfs("status", "--watch")));

        await().until(() -> watcher.getState() == Thread.State.TIMED_WAITING);
        await().until(() -> {
            watcher.interrupt();
            return watcher.join(java.time.Duration.ofMillis(100));
        });

        assertThat(ended.get().exitCode()).isIn(130, 6);
    }
}
