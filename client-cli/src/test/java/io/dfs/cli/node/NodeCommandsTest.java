package io.dfs.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun;
import io.dfs.cli.CommandRun.Place;
import io.dfs.cli.support.InMemoryCluster;
import io.dfs.cli.support.InMemoryOperations;
import io.dfs.cli.support.Samples;
import io.dfs.common.api.AdminState;
import io.dfs.common.api.AdminStateRequest;
import io.dfs.common.api.DiskList;
import io.dfs.common.api.DiskState;
import io.dfs.common.api.DiskStatus;
import io.dfs.common.api.DrainProgress;
import io.dfs.common.api.NodeList;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.SafeModeExit;
import io.dfs.common.api.SafeModeState;
import io.dfs.common.http.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeCommandsTest {

    @TempDir
    Path folder;

    private final InMemoryCluster cluster = new InMemoryCluster(3);
    private final InMemoryOperations operations = cluster.metadata().operations();

    @BeforeEach
    void startNodes() {
        for (String name : List.of("node-1", "node-2", "node-3", "node-4")) {
            operations.nodes.put(name, Samples.node(name));
        }
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    private CommandRun dfs(String... arguments) {
        return new Place(folder, cluster.endpoint()).dfs(arguments);
    }

    @Test
    void listsNodesWithWhatIsOutOfTheOrdinary() {
        operations.nodes.put("node-5", Samples.strangeNode("node-5"));

        CommandRun run = dfs("nodes");

        assertThat(run.out().lines().toList())
                .startsWith(
                        "NAME    ZONE    HEALTH   STATE        HEARTBEAT  REPLICAS  USED   CAPACITY       QUARANTINE"
                                + "  URL")
                .contains("node-1  zone-1  HEALTHY  IN_SERVICE   0.4 s ago  401       1 GiB  10 GiB (10 %)  512 MiB"
                        + "     http://localhost:7072")
                .contains("node-5 was stopped properly and is expected back until 2026-01-01T00:10:00Z")
                .contains("node-5 is in maintenance until 2026-01-01T02:00:00Z")
                .contains("node-5 holds 1,234 chunks that no metadata knows")
                .contains("node-5 no longer writes to /disk2")
                .contains("node-5's clock is -90.0 s off");
        assertThat(Json.read(dfs("nodes", "--json").outBytes(), NodeList.class).nodes())
                .hasSize(5);
    }

    @Test
    void showsOneNodeAndSaysWhichThereAre() {
        assertThat(dfs("node", "show", "node-2").out().lines())
                .contains("name        node-2", "state       IN_SERVICE", "used        1 GiB of 10 GiB (10 %)");
        assertThat(Json.read(dfs("node", "show", "--json", "node-2").outBytes(), NodeStatus.class)
                        .name())
                .isEqualTo("node-2");
        CommandRun unknown = dfs("node", "show", "node-9");
        assertThat(unknown.exitCode()).isEqualTo(3);
        assertThat(unknown.err()).contains("node-1, node-2, node-3, node-4");
    }

    @Test
    void drainSaysHowMuchIsLeftAndHowToGoOn() {
        operations.drains.add(
                new DrainProgress("node-2", AdminState.DRAINING, 1200, 75L << 30, 300L, List.of("node-4 is stale")));

        CommandRun run = dfs("node", "drain", "node-2");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .isEqualToIgnoringNewLines(
                        "node-2 is DRAINING: 1,200 chunks (75 GiB) left, about 5 min; held up: node-4 is stale");
        assertThat(run.err()).contains("--wait node-2").contains("dfs node resume node-2");
        assertThat(dfs("node", "show", "node-2").out()).contains("node-2 is DRAINING: 1,200 chunks");
    }

    @Test
    void drainWaitsUntilTheNodeIsDrained() {
        operations.drains.add(new DrainProgress("node-2", AdminState.DRAINING, 2, 2 << 20, null, List.of()));
        operations.drains.add(new DrainProgress("node-2", AdminState.DRAINED, 0, 0, null, List.of()));

        CommandRun run = dfs("node", "drain", "--wait", "node-2");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err().lines())
                .containsExactly("node-2 is DRAINING: 2 chunks (2 MiB) left", "node-2 is DRAINED: it may be removed");
    }

    @Test
    void aDrainThatSomebodyEndsIsAnError() {
        operations.drains.add(new DrainProgress("node-2", AdminState.IN_SERVICE, 2, 2 << 20, null, List.of()));

        CommandRun run = dfs("node", "drain", "--wait", "node-2");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).contains("someone ended the drain");
    }

    @Test
    void aRefusedDrainExplainsItselfAndForceGoesThrough() {
        operations.nodes.remove("node-4");
        operations.drains.add(new DrainProgress("node-2", AdminState.DRAINING, 12, 0, null, List.of()));

        CommandRun refused = dfs("node", "drain", "node-2");

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.err())
                .contains("12 chunks would have 2 nodes for 3 replicas")
                .contains("DRAIN_REFUSED");
        assertThat(dfs("node", "drain", "--force", "node-2").exitCode()).isZero();
        assertThat(operations.requests).contains(new AdminStateRequest(AdminState.DRAINING, null, true));
    }

    @ParameterizedTest
    @CsvSource({"90s,90", "30m,1800", "2h,7200", "1d,86400", "5min,300", "2 H,7200"})
    void maintenanceLastsAsLongAsSaid(String time, long seconds) {
        CommandRun run = dfs("node", "maintenance", "node-2", "--for", time);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).startsWith("node-2 is in maintenance until 2026-01-0");
        assertThat(operations.requests).contains(new AdminStateRequest(AdminState.MAINTENANCE, seconds, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "h", "-1h", "2 weeks", "1.5h", "99999999999h"})
    void refusesTimesThatAreNone(String time) {
        CommandRun run = dfs("node", "maintenance", "node-2", "--for=" + time);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("not a time");
        assertThat(operations.requests).isEmpty();
    }

    @Test
    void maintenanceWithoutATimeLastsUntilResume() {
        assertThat(dfs("node", "maintenance", "node-2").err()).isEqualToIgnoringNewLines("node-2 is in maintenance");
        assertThat(dfs("node", "resume", "node-2").err()).isEqualToIgnoringNewLines("node-2 is in service");
        assertThat(operations.requests)
                .containsExactly(
                        new AdminStateRequest(AdminState.MAINTENANCE, null, false),
                        new AdminStateRequest(AdminState.IN_SERVICE, null, false));
        assertThat(dfs("node", "resume", "node-9").exitCode()).isEqualTo(3);
    }

    @Test
    void onlyANodeThatIsNotNeededIsRemoved() {
        CommandRun refused = dfs("node", "remove", "node-2");
        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.err()).contains("NODE_NEEDED");

        operations.nodes.put("node-2", Samples.strangeNode("node-2"));
        CommandRun removed = dfs("node", "remove", "node-2");
        assertThat(removed.err()).contains("node-2 is forgotten");
        assertThat(operations.nodes).doesNotContainKey("node-2");
    }

    @Test
    void acceptsOrphans() {
        operations.nodes.put("node-2", Samples.strangeNode("node-2"));

        assertThat(dfs("node", "accept-orphans", "node-2").err()).startsWith("1,234 unknown chunks of node-2");
        assertThat(operations.requests).containsExactly("accept orphans");
    }

    private void disk(String node, String path, DiskState state, @Nullable String detail) {
        operations.disks.add(new DiskStatus(
                node,
                UUID.fromString("01a00000-0000-7000-8000-00000000000a"),
                path,
                state,
                Samples.THEN,
                Samples.THEN,
                detail));
    }

    @Test
    void listsTheDisksAndSaysWhatIsWrongWithThem() {
        disk("node-1", "/disk1/dfs", DiskState.IN_USE, null);
        disk("node-2", "/disk1/dfs", DiskState.MISSING, "an empty directory is in its place: is it mounted?");

        CommandRun all = dfs("node", "disk", "ls");
        assertThat(all.out().lines())
                .hasSize(4)
                .anyMatch(line -> line.matches("node-1 +IN_USE .* /disk1/dfs"))
                .last()
                .asString()
                .isEqualTo("node-2 /disk1/dfs: an empty directory is in its place: is it mounted?");
        CommandRun one = dfs("node", "disk", "ls", "node-2", "--json");
        assertThat(Json.read(one.outBytes(), DiskList.class).disks())
                .extracting(DiskStatus::node)
                .containsExactly("node-2");
    }

    @Test
    void givesUpOnlyDisksThatAreNotNeeded() {
        disk("node-1", "/disk1/dfs", DiskState.IN_USE, null);
        disk("node-1", "/disk2/dfs", DiskState.MISSING, null);

        assertThat(dfs("node", "disk", "retire", "node-1", "/disk2/dfs").err())
                .startsWith("/disk2/dfs of node-1 will not come back");
        assertThat(dfs("node", "disk", "accept", "node-1", "/disk2/dfs").err())
                .startsWith("what is at /disk2/dfs of node-1 may join");
        CommandRun refused = dfs("node", "disk", "retire", "node-1", "/disk1/dfs");
        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.err()).contains("DISK_NEEDED");
        assertThat(dfs("node", "disk", "accept", "node-1", "/disk1/dfs", "--force")
                        .exitCode())
                .isZero();
        assertThat(dfs("node", "disk", "retire", "node-1", "/disk9").exitCode()).isEqualTo(3);
    }

    @Test
    void acceptsTheOrphansOfAllNodesOnlyIfToldSo() {
        operations.nodes.put("node-2", Samples.strangeNode("node-2"));

        assertThat(dfs("node", "accept-orphans").exitCode()).isEqualTo(2);
        assertThat(dfs("node", "accept-orphans", "--all", "node-2").exitCode()).isEqualTo(2);
        assertThat(operations.requests).isEmpty();

        assertThat(dfs("node", "accept-orphans", "--all").err()).startsWith("1,234 unknown chunks of 4 nodes");
        assertThat(operations.requests).containsExactly("accept all orphans");
    }

    @Test
    void aCommandWithoutItsVerbSaysWhatIsMissing() {
        for (String command : List.of("node", "safe-mode")) {
            CommandRun run = dfs(command);
            assertThat(run.exitCode()).as(command).isEqualTo(2);
            assertThat(run.err().lines()).hasSize(1);
        }
    }

    @Test
    void safeModeEndsAndAnOldDatabaseOnlyWhenItIsAccepted() {
        assertThat(dfs("safe-mode", "leave").err()).isEqualToIgnoringNewLines("safe mode is off");
        operations.safeMode =
                new SafeModeState(SafeModeState.Mode.RESTORED_DATABASE, "the database is an old copy", Samples.THEN);
        assertThat(dfs("safe-mode", "leave").err())
                .contains("safe mode RESTORED_DATABASE continues: the database is an old copy");
        CommandRun left = dfs("safe-mode", "leave", "--accept-restored-database", "--json");
        assertThat(Json.read(left.outBytes(), SafeModeState.class).isOn()).isFalse();
        assertThat(operations.requests).last().isEqualTo(new SafeModeExit(true));
    }
}
