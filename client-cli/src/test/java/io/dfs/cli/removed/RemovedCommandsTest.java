package io.dfs.cli.removed;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun;
import io.dfs.cli.CommandRun.Place;
import io.dfs.cli.support.InMemoryCluster;
import io.dfs.cli.support.Samples;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.LedgerEntry;
import io.dfs.common.api.LedgerPage;
import io.dfs.common.api.QuarantineItem;
import io.dfs.common.api.QuarantinePage;
import io.dfs.common.api.ReleaseRequest;
import io.dfs.common.api.RemovalReason;
import io.dfs.common.api.RemovalState;
import io.dfs.common.api.TrashPage;
import io.dfs.common.api.TrashPurgeRequest;
import io.dfs.common.http.Json;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemovedCommandsTest {

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
    void anEmptyTrashSaysSo() {
        assertThat(dfs("trash").out()).isEqualToIgnoringNewLines("the trash is empty");
        assertThat(Json.read(dfs("trash", "--json").outBytes(), TrashPage.class).items())
                .isEmpty();
    }

    @Test
    void whatIsRemovedIsInTheTrashAndComesBack() {
        cluster.metadata().touch("/in/x y \u00e4");
        CommandRun removal = dfs("rm", "/in/x y \u00e4");
        assertThat(removal.err()).contains("in the trash until").contains("'dfs undelete /in/x y \u00e4'");

        assertThat(dfs("trash", "ls").out().lines())
                .hasSize(2)
                .last()
                .asString()
                .contains("DELETED")
                .endsWith("/in/x y \u00e4");

        CommandRun back = dfs("undelete", "/in/x y \u00e4");
        assertThat(back.exitCode()).as(back.err()).isZero();
        assertThat(back.err()).isEqualToIgnoringNewLines("/in/x y \u00e4 is back (version 1)");
        assertThat(dfs("stat", "/in/x y \u00e4").exitCode()).isZero();
        assertThat(dfs("trash").out()).isEqualToIgnoringNewLines("the trash is empty");
    }

    @Test
    void undeleteTakesTheOneThatIsNamedAndPutsItWhereItIsWanted() {
        cluster.metadata().touch("/a");
        dfs("rm", "/a");
        cluster.metadata().touch("/a");
        dfs("rm", "/a");
        TrashPage page = Json.read(dfs("trash", "--json").outBytes(), TrashPage.class);
        String older = page.items().getLast().trashId().toString();

        CommandRun back = dfs("undelete", "--json", "/a", "--id", older, "--to", "/b");

        assertThat(Json.read(back.outBytes(), FileStat.class).path()).hasToString("/b");
        assertThat(Json.read(dfs("trash", "--json").outBytes(), TrashPage.class).items())
                .containsExactly(page.items().getFirst());
    }

    @Test
    void undeleteSaysWhatIsInTheWay() {
        assertThat(dfs("undelete", "/a").exitCode()).isEqualTo(3);
        cluster.metadata().touch("/a");
        dfs("rm", "/a");
        cluster.metadata().touch("/a");
        assertThat(dfs("undelete", "/a").exitCode()).isEqualTo(4);
        assertThat(dfs("undelete", "relative").exitCode()).isEqualTo(2);
        assertThat(dfs("undelete", "/a", "--id", "x").exitCode()).isEqualTo(2);
    }

    @Test
    void aLongTrashIsShownInPart() {
        for (int i = 0; i < 250; i++) {
            cluster.metadata().touch("/f" + i);
            dfs("rm", "-q", "/f" + i);
        }

        assertThat(dfs("trash").out().lines()).hasSize(52).last().isEqualTo("… there is more; --limit 0 shows all");
        assertThat(dfs("trash", "--limit", "0").out()).contains("/f0").doesNotContain("…");
        assertThat(Json.read(dfs("trash", "--json").outBytes(), TrashPage.class).items())
                .hasSize(250);
    }

    @Test
    void showsTheQuarantineAndBringsAReplicaBack() {
        assertThat(dfs("quarantine").out()).isEqualToIgnoringNewLines("the quarantine is empty");
        QuarantineItem item = item(RemovalState.QUARANTINED);
        cluster.metadata().operations().quarantine.add(item);

        assertThat(dfs("quarantine", "ls").out())
                .contains(item.removalId().toString(), "EXCESS", "QUARANTINED", "4 of 3 replicas; last error: busy");
        assertThat(Json.read(dfs("quarantine", "--json").outBytes(), QuarantinePage.class)
                        .items())
                .containsExactly(item);
        CommandRun back = dfs("quarantine", "restore", item.removalId().toString());
        assertThat(back.exitCode()).isZero();
        assertThat(back.err()).contains("on node-3 is RESTORING");
    }

    @Test
    void saysWhyAReplicaCantComeBack() {
        QuarantineItem item = item(RemovalState.UNLINKING);
        cluster.metadata().operations().quarantine.add(item);

        CommandRun refused = dfs("quarantine", "restore", item.removalId().toString());
        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.err()).contains("told to delete").contains("RESTORE_REFUSED");
        assertThat(dfs("quarantine", "restore", Ids.next().toString()).exitCode())
                .isEqualTo(3);
        assertThat(dfs("quarantine", "restore", "x").exitCode()).isEqualTo(2);
    }

    @Test
    void theQuarantineIsShownWhole() {
        for (int i = 0; i < 205; i++) {
            cluster.metadata().operations().quarantine.add(item(RemovalState.REQUESTED));
        }

        assertThat(dfs("quarantine").out().lines().filter(line -> line.contains("REQUESTED")))
                .hasSize(205);
    }

    @Test
    void theLedgerTellsEachStep() {
        QuarantineItem item = item(RemovalState.QUARANTINED);
        for (LedgerEntry.Step step : LedgerEntry.Step.values()) {
            cluster.metadata()
                    .operations()
                    .ledger
                    .add(new LedgerEntry(
                            Ids.next(),
                            Samples.THEN,
                            item.chunkId(),
                            "node-3",
                            item.removalId(),
                            step,
                            RemovalReason.EXCESS,
                            "why"));
        }

        String chunk = item.chunkId().toString();
        assertThat(dfs("ledger", chunk).out().lines()).hasSize(1 + LedgerEntry.Step.values().length);
        assertThat(Json.read(dfs("ledger", "--json", chunk).outBytes(), LedgerPage.class)
                        .entries())
                .isEqualTo(cluster.metadata().operations().ledger);
        assertThat(dfs("ledger", ChunkId.random().toString()).out()).contains("was ever removed");
        assertThat(dfs("ledger", "nonsense").exitCode()).isEqualTo(2);
    }

    private static QuarantineItem item(RemovalState state) {
        return new QuarantineItem(
                Ids.next(),
                ChunkId.random(),
                "node-3",
                1 << 20,
                RemovalReason.EXCESS,
                "4 of 3 replicas",
                state,
                Samples.THEN,
                null,
                "busy");
    }

    @Test
    void theTrashIsEmptiedOnlyWhenItIsMeant() {
        cluster.metadata().touch("/a/1");
        cluster.metadata().touch("/b/2");
        dfs("rm", "/a/1");
        dfs("rm", "/b/2");

        CommandRun unsaid = dfs("trash", "empty");
        assertThat(unsaid.exitCode()).isEqualTo(2);
        assertThat(unsaid.err()).contains("--yes");
        assertThat(dfs("trash", "empty", "--dry-run", "/a").err())
                .isEqualToIgnoringNewLines("would go: 1 removals with 2 files of 1 KiB");
        assertThat(cluster.metadata().operations().requests)
                .allSatisfy(request ->
                        assertThat(((TrashPurgeRequest) request).dryRun()).isTrue());

        CommandRun said = dfs("trash", "empty", "--yes", "--older-than", "0s");
        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(said.err()).startsWith("gone for good: 2 removals with 4 files");
        assertThat(cluster.metadata().operations().requests.getLast())
                .isInstanceOfSatisfying(TrashPurgeRequest.class, request -> {
                    assertThat(request.dryRun()).isFalse();
                    assertThat(request.trashIds()).hasSize(2);
                });
        assertThat(dfs("trash", "empty", "--older-than", "soon").exitCode()).isEqualTo(2);
    }

    @Test
    void quarantineIsReleasedOnlyWhenItIsMeant() {
        assertThat(dfs("quarantine", "release").exitCode()).isEqualTo(2);
        assertThat(dfs("quarantine", "release", "--dry-run").err())
                .isEqualToIgnoringNewLines(
                        "would be freed: 7.9 KiB (4 replicas on their way out, 2 chunks without a file)");
        assertThat(cluster.metadata().operations().requests).allMatch(new ReleaseRequest(true)::equals);

        CommandRun said = dfs("quarantine", "release", "--yes");
        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(cluster.metadata().operations().requests.getLast()).isEqualTo(new ReleaseRequest(false));
    }

    @Test
    void whatIsRemovedForGoodIsNotInTheTrash() {
        cluster.metadata().touch("/a");
        assertThat(dfs("rm", "--permanent", "/a").exitCode()).isEqualTo(2);
        assertThat(dfs("stat", "/a").exitCode()).isZero();

        CommandRun removal = dfs("rm", "--permanent", "--yes", "/a");

        assertThat(removal.exitCode()).as(removal.err()).isZero();
        assertThat(removal.err()).startsWith("/a is removed for good");
        assertThat(dfs("trash").out()).isEqualToIgnoringNewLines("the trash is empty");
    }
}
