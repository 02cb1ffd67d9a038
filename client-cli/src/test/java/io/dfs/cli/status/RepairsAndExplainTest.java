package io.dfs.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun;
import io.dfs.cli.CommandRun.Place;
import io.dfs.cli.support.InMemoryCluster;
import io.dfs.cli.support.Samples;
import io.dfs.common.api.AdminState;
import io.dfs.common.api.ChunkExplanation;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.QuarantineItem;
import io.dfs.common.api.RemovalReason;
import io.dfs.common.api.RemovalState;
import io.dfs.common.api.RepairClass;
import io.dfs.common.api.RepairItem;
import io.dfs.common.api.RepairItems;
import io.dfs.common.api.ReplicaExplanation;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.error.Rejection;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.Json;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class RepairsAndExplainTest {

    private static final Instant NOW = Samples.THEN.plusSeconds(7200);

    @TempDir
    Path folder;

    private final InMemoryCluster cluster = new InMemoryCluster(3);

    @AfterEach
    void close() {
        cluster.close();
    }

    private CommandRun dfs(String... arguments) {
        return new Place(folder, cluster.endpoint(), Clock.fixed(NOW, ZoneOffset.UTC)).dfs(arguments);
    }

    @Test
    void saysThatThereIsNothingToRepair() {
        CommandRun run = dfs("repairs");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualToIgnoringNewLines("nothing to repair");
    }

    @Test
    void showsWhatIsUnderWayWhatWaitsAndWhyItFailed() {
        cluster.metadata().operations().repairs.add(item("/in/a", "controller-1", null));
        cluster.metadata().operations().repairs.add(item(null, null, "node-3: no room"));

        CommandRun run = dfs("repairs");

        assertThat(run.out().lines().toList())
                .hasSize(3)
                .anyMatch(line -> line.contains("ENDANGERED  /in/a")
                        && line.contains("controller-1 copies from node-1 to node-2"))
                .anyMatch(line -> line.contains("again at 2026-01-01T03:00:00Z")
                        && line.endsWith("1 of 3 good replicas; last error: node-3: no room"));
    }

    @Test
    void showsTheMostUrgentAndSaysHowManyMoreThereAre() {
        for (int i = 0; i < 250; i++) {
            cluster.metadata().operations().repairs.add(item("/f" + i, null, null));
        }

        assertThat(dfs("repairs").out().lines()).hasSize(22).last().isEqualTo("… 20 of 250 items; --limit 0 shows all");
        assertThat(dfs("repairs", "-n", "0").out()).contains("/f249").doesNotContain("…");
        JsonNode json = Json.mapper().readTree(dfs("repairs", "--json").outBytes());
        assertThat(json.get("items").size()).isEqualTo(250);
        assertThat(Json.mapper().treeToValue(json, RepairItems.class).total()).isEqualTo(250);
        assertThat(dfs("repairs", "-n", "-1").exitCode()).isEqualTo(2);
    }

    @Test
    void explainsWhyEachReplicaIsWhereItIsAndWhyOtherNodesHaveNone() {
        cluster.metadata().touch("/in/a");
        ChunkId chunk = ChunkId.random();
        cluster.metadata().operations().chunks.add(explanation(0, chunk));

        CommandRun run = dfs("explain", "/in/a");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().toList())
                .startsWith("/in/a wants 3 replicas of each chunk")
                .contains("#0  chunk %s, 1 MiB: one replica short; a copy is claimed".formatted(chunk))
                .anyMatch(
                        line -> line.matches(
                                " {2}\\+ node-1 +zone-1 +GOOD, verified 2 h ago +HEALTHY, IN_SERVICE: another zone than node-2"))
                .anyMatch(line -> line.matches(
                        " {2}\\+ node-2 +zone-2 +SUSPECT, only claimed +STALE, DRAINING: it is to be emptied"))
                .anyMatch(line -> line.matches(" {2}- node-3 +QUARANTINED, EXCESS +4 of 3 replicas; kept until .*"))
                .anyMatch(line -> line.matches(" {4}node-4 +NO_ROOM +1 MiB wanted, 3 B free"))
                .anyMatch(line -> line.startsWith("  repair: ENDANGERED, 3 failed attempts"));
    }

    @Test
    void explainsAFewChunksAndSaysHowToGoOn() {
        cluster.metadata().touch("/in/a");
        for (int i = 0; i < 120; i++) {
            cluster.metadata().operations().chunks.add(explanation(i, ChunkId.random()));
        }

        assertThat(dfs("explain", "/in/a").out())
                .contains("#4 ")
                .doesNotContain("#5 ")
                .contains("--from 5 continues");
        assertThat(dfs("explain", "--chunks", "200", "/in/a").out())
                .contains("#0 ", "#119 ")
                .doesNotContain("…");
        assertThat(dfs("explain", "--from", "118", "/in/a").out())
                .contains("#118 ", "#119 ")
                .doesNotContain("#117 ");
        JsonNode json = Json.mapper().readTree(dfs("explain", "--json", "/in/a").outBytes());
        assertThat(json.get("chunks").size()).isEqualTo(5);
        assertThat(json.get("next").intValue()).isEqualTo(5);
        assertThat(dfs("explain", "--chunks", "0", "/in/a").exitCode()).isEqualTo(2);
        assertThat(dfs("explain", "/nothing").exitCode()).isEqualTo(3);
    }

    private static RepairItem item(String file, String claimedBy, String lastError) {
        return new RepairItem(
                Ids.next(),
                RepairClass.ENDANGERED,
                ChunkId.random(),
                1 << 20,
                file == null ? null : FilePath.valueOf(file),
                "1 of 3 good replicas",
                3,
                Samples.THEN,
                NOW.plusSeconds(3600),
                claimedBy,
                claimedBy == null ? null : NOW.plusSeconds(60),
                "node-1",
                "node-2",
                lastError);
    }

    private static ChunkExplanation explanation(int position, ChunkId chunk) {
        return new ChunkExplanation(
                position,
                chunk,
                1 << 20,
                3,
                "one replica short; a copy is claimed",
                List.of(
                        new ReplicaExplanation(
                                "node-1",
                                "zone-1",
                                NodeHealth.HEALTHY,
                                AdminState.IN_SERVICE,
                                ReplicaState.GOOD,
                                Samples.THEN,
                                "another zone than node-2"),
                        new ReplicaExplanation(
                                "node-2",
                                "zone-2",
                                NodeHealth.STALE,
                                AdminState.DRAINING,
                                ReplicaState.SUSPECT,
                                null,
                                "it is to be emptied")),
                List.of(new Rejection("node-4", "NO_ROOM", "1 MiB wanted, 3 B free")),
                List.of(new QuarantineItem(
                        Ids.next(),
                        chunk,
                        "node-3",
                        1 << 20,
                        RemovalReason.EXCESS,
                        "4 of 3 replicas",
                        RemovalState.QUARANTINED,
                        Samples.THEN,
                        NOW,
                        null)),
                item("/in/a", null, null));
    }
}
