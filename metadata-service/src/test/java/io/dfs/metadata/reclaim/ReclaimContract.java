package io.dfs.metadata.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.LedgerEntry;
import io.dfs.common.api.ReclaimRound;
import io.dfs.common.api.ReleaseRequest;
import io.dfs.common.api.Released;
import io.dfs.common.api.RemovalCommand;
import io.dfs.common.api.RemovalCommand.Action;
import io.dfs.common.api.RemovalReason;
import io.dfs.common.api.RemovalResult;
import io.dfs.common.api.RemovalResult.Outcome;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.api.SafeModeExit;
import io.dfs.common.api.TrashPurgeRequest;
import io.dfs.common.api.TrashPurged;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.node.ServiceContract;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

abstract class ReclaimContract extends ServiceContract {

    private static final Duration GRACE = Duration.ofMinutes(61);

    @Autowired
    private Transactions work;

    private NodeId a;
    private NodeId b;
    private NodeId c;

    @Override
    protected NodeId register(String name, String zone, long freeBytes) {
        NodeId node = super.register(name, zone, freeBytes);
        allHaveReported();
        return node;
    }

    @BeforeEach
    void threeNodes() {
        a = register("node-a", "1", 900 * GIB);
        b = register("node-b", "2", 900 * GIB);
        c = register("node-c", "3", 900 * GIB);
    }

    @Test
    @DisplayName(
            "I-4 a removed file's bytes go trash, unreferenced, quarantine, unlink, and then nothing of them is left")
    void aRemovedFileGoesStepByStep() {
        ChunkId chunk = chunk(3, a, b, c);
        FilePath path = onlyPath();
        api.remove(path, false);

        assertThat(api.reclaim()).as("still in the trash").isEqualTo(new ReclaimRound(0, 0, 0, 0, List.of(), false));

        update("UPDATE trash SET expires_at = deleted_at");
        ReclaimRound purge = api.reclaim();
        assertThat(purge.purgedEntries()).isEqualTo(1);
        assertThat(purge.unreferencedChunks()).isEqualTo(1);
        assertThat(purge.requestedRemovals()).as("the grace has only begun").isZero();

        unreferencedFor(chunk, GRACE);
        assertThat(api.reclaim().requestedRemovals()).isEqualTo(3);
        List.of(a, b, c).forEach(node -> obey(node, Action.QUARANTINE, Outcome.QUARANTINED));

        assertThat(api.reclaim().requestedUnlinks())
                .as("the quarantine has only begun")
                .isZero();
        ageRemovals(Duration.ofHours(73));
        assertThat(api.reclaim().requestedUnlinks()).isEqualTo(3);
        List.of(a, b, c).forEach(node -> obey(node, Action.UNLINK, Outcome.UNLINKED));

        assertThat(count("chunk")).isZero();
        assertThat(count("removal")).isZero();
        assertThat(count("ledger")).isEqualTo(12);
    }

    @Test
    @DisplayName(
            "I-4 what an admin released goes the same way in minutes, with the same proofs, and the ledger names the admin")
    void releasedSpaceIsFreeInMinutes() {
        ChunkId chunk = unreferencedChunk(3, a, b, c);
        wholeFile("f", 3, chunk);
        api.remove(FilePath.valueOf("/f"), false);
        UUID trashId = operations.trash(null, 10).items().getFirst().trashId();
        assertThat(operations.purgeTrash(new TrashPurgeRequest(List.of(trashId), true)))
                .isEqualTo(new TrashPurged(1, 1, 1000));
        assertThat(operations.trash(null, 10).items()).as("a dry run").hasSize(1);
        operations.purgeTrash(new TrashPurgeRequest(List.of(trashId), false));
        assertThat(operations.trash(null, 10).items()).isEmpty();

        assertThat(operations.release(new ReleaseRequest(true))).isEqualTo(new Released(1, 0, 0, 0, 0));
        operations.release(new ReleaseRequest(false));
        assertThat(api.reclaim().purgedEntries()).isEqualTo(1);
        assertThat(api.reclaim().requestedRemovals()).as("not at once").isZero();

        unreferencedFor(chunk, Duration.ofSeconds(61));
        assertThat(api.reclaim().requestedRemovals()).isEqualTo(3);
        List.of(a, b, c).forEach(node -> obey(node, Action.QUARANTINE, Outcome.QUARANTINED));
        assertThat(api.reclaim().requestedUnlinks()).as("not at once").isZero();
        ageRemovals(Duration.ofSeconds(61));
        assertThat(api.reclaim().requestedUnlinks()).isEqualTo(3);
        List.of(a, b, c).forEach(node -> obey(node, Action.UNLINK, Outcome.UNLINKED));

        assertThat(count("chunk")).isZero();
        assertThat(count("removal")).isZero();
        assertThat(count("ledger WHERE step = 'UNLINKING' AND detail LIKE '%; admin ended the quarantine'"))
                .isEqualTo(3);
    }

    @Test
    @DisplayName("I-4 a release is for what is on its way out by then, and not for a chunk that a file uses again")
    void aReleaseIsOfItsTime() {
        ChunkId used = unreferencedChunk(3, a, b, c);
        ChunkId quarantined = unreferencedChunk(3, a, b, c);
        unreferencedFor(quarantined, GRACE);
        api.reclaim();
        unreferencedFor(used, Duration.ofMinutes(1));
        assertThat(operations.release(new ReleaseRequest(true))).isEqualTo(new Released(0, 1, 3000, 3, 3000));
        operations.release(new ReleaseRequest(false));
        assertThat(operations.release(new ReleaseRequest(true))).isEqualTo(new Released(0, 0, 0, 0, 0));

        ChunkId later = unreferencedChunk(3, a, b, c);
        unreferencedFor(later, Duration.ofMinutes(5));
        wholeFile("used", 3, used);
        unreferencedFor(used, Duration.ofMinutes(5));

        assertThat(api.reclaim().requestedRemovals()).isZero();
        assertThat(replicas(used)).hasSize(3);
        assertThat(replicas(later)).hasSize(3);
        assertThat(count("chunk WHERE released_by IS NOT NULL")).isZero();
        assertThat(count("removal WHERE released_by IS NOT NULL")).isEqualTo(3);
    }

    @Test
    @DisplayName("I-4 nothing is reclaimed for hours after the database's clock has jumped, forward or back")
    void nothingIsReclaimedAfterAJumpOfTheClock() {
        unreferencedFor(unreferencedChunk(3, a, b, c), GRACE);
        ClockJumps jumps = new ClockJumps(databaseClock, jdbc, work);
        Instant now = databaseClock.instant();
        for (Duration jump : List.of(Duration.ofMinutes(6), Duration.ofMinutes(-6))) {
            jumps.look(now.minus(jump), 0);
            jumps.look(now, 0);

            assertThat(jumps.pausedUntil(now)).contains(now.plus(ClockJumps.PAUSE));
            assertThat(api.reclaim()).isEqualTo(new ReclaimRound(0, 0, 0, 0, List.of(), false));
            assertThat(jumps.pausedUntil(now.plus(ClockJumps.PAUSE))).as("over").isEmpty();
            assertThat(jumps.pausedUntil(now.minus(ClockJumps.PAUSE)))
                    .as("set back unseen")
                    .isEmpty();
            update("UPDATE cluster SET reclaim_paused_until = NULL");
        }
        assertThat(api.reclaim().requestedRemovals()).isEqualTo(3);
    }

    @Test
    void aClockThatRunsAsTimeDoesIsNoJump() {
        ClockJumps jumps = new ClockJumps(databaseClock, jdbc, work);
        Instant now = databaseClock.instant();
        jumps.look(now, 0);
        jumps.look(
                now.plus(Duration.ofHours(3)),
                Duration.ofHours(3).minusMinutes(4).toNanos());

        assertThat(jumps.pausedUntil(now)).isEmpty();
    }

    @Test
    @DisplayName("I-4 nothing is released in safe mode")
    void nothingIsReleasedInSafeMode() {
        update("UPDATE cluster SET seen_epoch = epoch + 1000");

        refusal(ErrorCode.SAFE_MODE, () -> operations.release(new ReleaseRequest(false)));
    }

    @Test
    @DisplayName("I-4 a chunk is given up only after the grace, and not if a file uses it again")
    void aChunkIsGivenUpOnlyAfterTheGrace() {
        ChunkId young = unreferencedChunk(3, a, b, c);
        unreferencedFor(young, Duration.ofMinutes(59));
        ChunkId usedAgain = chunk(3, a, b, c);
        unreferencedFor(usedAgain, GRACE);

        assertThat(api.reclaim().requestedRemovals()).isZero();

        assertThat(replicas(young)).hasSize(3);
        assertThat(replicas(usedAgain)).hasSize(3);
        assertThat(isMarked(usedAgain)).isFalse();
        assertThat(isMarked(young)).isTrue();
    }

    @Test
    @DisplayName("I-4 a node that was dead when a file was removed gets no chance to bring it back")
    void aReturningNodeBringsNothingBack() {
        ChunkId chunk = unreferencedChunk(3, a, b, c);
        replica(chunk, b, ReplicaState.MISSING);
        unreferencedFor(chunk, GRACE);
        kill(c);

        assertThat(api.reclaim().requestedRemovals())
                .as("none for what is missing")
                .isEqualTo(2);
        assertThat(replicas(chunk)).isEmpty();
        obey(a, Action.QUARANTINE, Outcome.ABSENT);
        ageRemovals(Duration.ofDays(30));
        api.reclaim();
        assertThat(count("chunk"))
                .as("remembered as long as a node may come back with it")
                .isEqualTo(1);

        revive(c);
        assertThat(commands(c)).as("an order of last month").isEmpty();
        api.reclaim();
        obey(c, Action.QUARANTINE, Outcome.ABSENT);
        assertThat(count("chunk")).isZero();
    }

    @Test
    void theSweepMarksWhatNobodyTold() {
        ChunkId unmarked = unreferencedChunk(3, a, b, c);
        ChunkId used = chunk(3, a, b, c);

        ReclaimRound round = api.reclaim();

        assertThat(round.unreferencedChunks()).isEqualTo(1);
        assertThat(isMarked(unmarked)).isTrue();
        assertThat(isMarked(used)).isFalse();
    }

    @Test
    @DisplayName("I-4 a replica that a late copy brings to a chunk that was given up goes the same way")
    void aLateCopyGoesToo() {
        ChunkId chunk = unreferencedChunk(2, a);
        unreferencedFor(chunk, GRACE);
        api.reclaim();
        replica(chunk, b, ReplicaState.GOOD);

        assertThat(api.reclaim().requestedRemovals()).isEqualTo(1);

        assertThat(replicas(chunk)).isEmpty();
        assertThat(commands(b)).extracting(RemovalCommand::chunkId).containsExactly(chunk);
    }

    @Test
    @DisplayName("I-8 rounds at the same time do each thing once")
    void roundsAtOnceDoEachThingOnce() throws Exception {
        List<ChunkId> chunks = IntStream.range(0, 120)
                .mapToObj(_ -> unreferencedChunk(3, a, b, c))
                .toList();
        chunks.forEach(chunk -> unreferencedFor(chunk, GRACE));
        orphan(a, ChunkId.random(), Duration.ofHours(49));
        reported(a, 1000, 1);

        List<ReclaimRound> rounds = atOnce(4, () -> api.reclaim());

        assertThat(rounds.stream().mapToInt(ReclaimRound::requestedRemovals).sum())
                .isEqualTo(361);
        assertThat(count("removal")).isEqualTo(361);
        assertThat(count("ledger")).isEqualTo(361);
        assertThat(count("replica")).isZero();
    }

    @Test
    @DisplayName("I-4 an orphan goes when it is old; a young one stays, and one that was committed meanwhile is none")
    void onlyOldOrphansGo() {
        ChunkId old = ChunkId.random();
        ChunkId young = ChunkId.random();
        ChunkId committed = chunk(3, a, b, c);
        orphan(a, old, Duration.ofHours(49));
        orphan(a, young, Duration.ofHours(47));
        orphan(a, committed, Duration.ofHours(49));
        reported(a, 1000, 3);

        assertThat(api.reclaim().requestedRemovals()).isEqualTo(1);

        RemovalCommand command = commands(a).getFirst();
        assertThat(commands(a)).hasSize(1);
        assertThat(command.chunkId()).isEqualTo(old);
        assertThat(command.reason()).startsWith(RemovalReason.ORPHAN.name());
        assertThat(replicas(committed)).hasSize(3);
        assertThat(count("orphan")).as("the young one").isEqualTo(1);
        assertThat(count("chunk")).isEqualTo(1);
    }

    @Test
    @DisplayName("I-4 a node with many unknown chunks keeps them all until a person has accepted them")
    void manyOrphansStay() {
        orphan(a, ChunkId.random(), Duration.ofHours(49));
        reported(a, 100, 4);

        assertThat(api.reclaim().requestedRemovals()).isZero();

        update("UPDATE node SET orphans_accepted_at = CURRENT_TIMESTAMP(6)");
        assertThat(api.reclaim().requestedRemovals()).isEqualTo(1);
    }

    @Test
    @DisplayName("I-4 after a restored database not one unknown chunk is removed before an admin accepts it")
    void aRestoredDatabaseHoldsWhatItDoesNotKnow() {
        ChunkId forgotten = ChunkId.random();
        acceptRestoredDatabase();
        orphan(a, forgotten, Duration.ofHours(49));
        orphan(b, forgotten, Duration.ofHours(49));
        List.of(a, b, c).forEach(node -> reported(node, 100_000, 1));

        assertThat(api.reclaim().requestedRemovals()).isZero();

        operations.acceptOrphans("node-a");
        assertThat(api.reclaim().requestedRemovals()).isEqualTo(1);
        obey(a, Action.QUARANTINE, Outcome.QUARANTINED);
        ageRemovals(Duration.ofHours(73));
        assertThat(api.reclaim().requestedUnlinks())
                .as("the acceptance holds for the rest of the way")
                .isEqualTo(1);

        operations.acceptAllOrphans();
        assertThat(api.reclaim().requestedRemovals()).isEqualTo(1);
    }

    @Test
    @DisplayName("I-4 what a node brings back after the unknown chunks were accepted is held, too")
    void whatComesAfterTheAcceptanceIsHeld() {
        acceptRestoredDatabase();
        orphan(a, ChunkId.random(), Duration.ofHours(49));
        reported(a, 100_000, 1);
        update(
                "UPDATE node SET orphans_accepted_at = ?",
                SqlValues.time(databaseClock.instant().minus(Duration.ofHours(50))));

        assertThat(api.reclaim().requestedRemovals()).isZero();
    }

    @Test
    void oldLedgerLinesAreDroppedAndNodesThatWereRemovedForgotten() {
        ChunkId chunk = unreferencedChunk(3, a, b);
        unreferencedFor(chunk, GRACE);
        api.reclaim();
        update(
                "UPDATE ledger SET at = ? WHERE node_id = ?",
                SqlValues.time(databaseClock.instant().minus(Duration.ofDays(366))),
                bytes(a.value()));
        update("DELETE FROM node WHERE id = ?", bytes(b.value()));

        api.reclaim();

        assertThat(jdbc.sql("SELECT step FROM ledger ORDER BY id")
                        .query(String.class)
                        .list())
                .containsExactly(LedgerEntry.Step.REQUESTED.name(), LedgerEntry.Step.FORGOTTEN.name());
        assertThat(count("removal")).as("the one on node-a").isEqualTo(1);
    }

    @Test
    @DisplayName("I-4 with an older copy of the database nothing is reclaimed, and no order goes out but to bring back")
    void anOldDatabaseGivesNoOrders() {
        ChunkId requested = unreferencedChunk(3, a, b, c);
        unreferencedFor(requested, GRACE);
        api.reclaim();
        ChunkId due = unreferencedChunk(3, a, b, c);
        unreferencedFor(due, GRACE);
        update("UPDATE cluster SET seen_epoch = epoch + 1000");

        assertThat(api.reclaim()).isEqualTo(new ReclaimRound(0, 0, 0, 0, List.of(), false));
        assertThat(replicas(due)).hasSize(3);
        assertThat(commands(a)).isEmpty();
        update("UPDATE removal SET state = 'RESTORING' WHERE node_id = ?", bytes(a.value()));
        assertThat(commands(a)).extracting(RemovalCommand::action).containsExactly(Action.RESTORE);

        update("UPDATE cluster SET seen_epoch = 0");
        assertThat(api.reclaim().requestedRemovals()).isEqualTo(3);
        assertThat(commands(b)).hasSize(2);
    }

    @Test
    @DisplayName("I-4 a drain that is complete ends with a round")
    void aRoundEndsDrains() {
        NodeId d = register("node-d", "4", 900 * GIB);
        chunk(3, a, b, c, d);
        adminState(d, "DRAINING");

        assertThat(api.reclaim().drainedNodes()).containsExactly("node-d");
    }

    @Test
    void aRoundIsForProgramsOfTheCluster() {
        refusal(ErrorCode.TOKEN_INVALID, () -> apiWith(() -> "nonsense").reclaim());
    }

    // The scene

    private void acceptRestoredDatabase() {
        update("UPDATE cluster SET seen_epoch = epoch + 1000");
        operations.leaveSafeMode(new SafeModeExit(true));
    }

    private void unreferencedFor(ChunkId chunk, Duration time) {
        update(
                "UPDATE chunk SET unreferenced_since = ? WHERE id = ?",
                SqlValues.time(databaseClock.instant().minus(time)),
                bytes(chunk.value()));
    }

    private void orphan(NodeId node, ChunkId chunk, Duration age) {
        update(
                "INSERT INTO orphan (node_id, chunk_id, first_seen_at, last_seen_at) VALUES (?, ?, ?, CURRENT_TIMESTAMP(6))",
                bytes(node.value()),
                bytes(chunk.value()),
                SqlValues.time(databaseClock.instant().minus(age)));
    }

    private void reported(NodeId node, long chunks, long unknown) {
        update(
                "UPDATE node SET reported_at = CURRENT_TIMESTAMP(6), reported_chunks = ?, unknown_chunks = ? WHERE id = ?",
                chunks,
                unknown,
                bytes(node.value()));
    }

    private void ageRemovals(Duration age) {
        update(
                "UPDATE removal SET changed_at = ?",
                SqlValues.time(databaseClock.instant().minus(age)));
    }

    private List<RemovalCommand> commands(NodeId node) {
        return api.heartbeat(node, heartbeat(1)).removals();
    }

    private void obey(NodeId node, Action action, Outcome outcome) {
        List<RemovalCommand> commands = commands(node);
        assertThat(commands).extracting(RemovalCommand::action).containsOnly(action);
        api.reportRemovals(
                node,
                commands.stream()
                        .map(command -> new RemovalResult(command.removalId(), command.chunkId(), outcome, 1100, ""))
                        .toList());
    }

    private FilePath onlyPath() {
        return FilePath.valueOf("/"
                + api.list(FilePath.valueOf("/"), null, 10).entries().getFirst().name());
    }

    private boolean isMarked(ChunkId chunk) {
        return jdbc.sql("SELECT COUNT(*) FROM chunk WHERE id = ? AND unreferenced_since IS NOT NULL")
                        .param(bytes(chunk.value()))
                        .query(Integer.class)
                        .single()
                == 1;
    }

    private long count(String table) {
        return jdbc.sql("SELECT COUNT(*) FROM " + table).query(Long.class).single();
    }
}
