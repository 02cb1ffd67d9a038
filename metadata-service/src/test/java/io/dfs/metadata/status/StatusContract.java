package io.dfs.metadata.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.Alarm;
import io.dfs.common.api.ClusterStatus;
import io.dfs.common.api.EndangeredFile;
import io.dfs.common.api.Heartbeat;
import io.dfs.common.api.NodeSpace;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.RepairClass;
import io.dfs.common.api.RepairProgress.Backlog;
import io.dfs.common.api.ReplicaCensus;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.api.SafeModeExit;
import io.dfs.common.api.VerifiedAges;
import io.dfs.common.api.WaitingBytes;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.node.ServiceContract;
import io.dfs.metadata.support.TestHeartbeats;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

abstract class StatusContract extends ServiceContract {

    private static final UUID TRASH = new UUID(0, 1);

    @Autowired
    private FactsReader reader;

    private NodeId first;
    private NodeId second;
    private NodeId third;

    @BeforeEach
    void threeNodes() {
        first = register("node-1", "a");
        second = register("node-2", "b");
        third = register("node-3", "c");
    }

    @Test
    @DisplayName("I-10 chunks are counted by wanted and good replicas on nodes that are not dead")
    void chunksAreCountedByReplicas() {
        chunk(3, first, second, third);
        chunk(3, first, second, third);
        chunk(2, first, second);
        ChunkId complainedOf = chunk(2, first, second);
        replica(complainedOf, second, ReplicaState.SUSPECT);
        chunk(1, third);
        unreferencedChunk(3, first);
        kill(third);

        assertThat(facts().chunks())
                .containsExactly(
                        new ReplicaCensus(1, 0, 1, 1000),
                        new ReplicaCensus(2, 1, 1, 1000),
                        new ReplicaCensus(2, 2, 1, 1000),
                        new ReplicaCensus(3, 2, 2, 2000));
    }

    @Test
    void aReplicaOnADrainingNodeIsGoodToRead() {
        chunk(2, first, second);
        adminState(second, "DRAINING");

        assertThat(facts().chunks()).containsExactly(new ReplicaCensus(2, 2, 1, 1000));
    }

    @Test
    void aReplicaOnANodeThatNobodyKnowsIsNone() {
        chunk(1, NodeId.random());

        assertThat(facts().chunks()).containsExactly(new ReplicaCensus(1, 0, 1, 1000));
    }

    @Test
    @DisplayName("I-10 endangered files are told by name, the worst first")
    void endangeredFilesHaveNames() {
        UUID directory = entry(new UUID(0, 0), "daten ä", "DIRECTORY");
        ChunkId sound = unreferencedChunk(2, first, second);
        ChunkId one = unreferencedChunk(2, first, third);
        ChunkId none = unreferencedChunk(1, third);
        ChunkId single = unreferencedChunk(1, first);
        file(directory, "sound", sound);
        file(directory, "one", sound, one);
        file(directory, "worst", one, none);
        file(directory, "single", single);
        kill(third);

        ClusterStatus status = facts();

        assertThat(status.endangered())
                .containsExactly(
                        new EndangeredFile(FilePath.valueOf("/daten ä/worst"), none, 0, 1),
                        new EndangeredFile(FilePath.valueOf("/daten ä/one"), one, 1, 2));
        assertThat(status.endangeredFileCount()).isEqualTo(2);
        assertThat(alarms(status))
                .containsExactly("UNREADABLE_CHUNKS", "ENDANGERED_CHUNKS", "NOTHING_FITS", "NODE_DEAD");
    }

    @Test
    void whatIsInTheTrashIsNotEndangered() {
        UUID removed = entry(TRASH, "removed directory", "DIRECTORY");
        file(removed, "a", unreferencedChunk(2, first));
        file(TRASH, "b", unreferencedChunk(2, first));

        ClusterStatus status = facts();

        assertThat(status.endangered()).isEmpty();
        assertThat(status.endangeredFileCount()).isZero();
    }

    @Test
    @DisplayName("I-9 many endangered files are counted, and some of them named")
    void manyEndangeredFilesAreCounted() {
        ChunkId pack = unreferencedChunk(2, first);
        for (int i = 0; i < ChunkSurvey.MAX_NAMED + 5; i++) {
            file(new UUID(0, 0), "file-" + i, pack);
        }

        ClusterStatus status = facts();

        assertThat(status.endangered()).hasSize(ChunkSurvey.MAX_NAMED);
        assertThat(status.endangeredFileCount()).isEqualTo(ChunkSurvey.MAX_NAMED + 5);
    }

    @Test
    @DisplayName("I-10 replicas are counted by the age of their verification")
    void verificationsHaveAges() {
        Instant now = databaseClock.instant();
        ChunkId chunk = unreferencedChunk(3, first, second, third);
        verified(chunk, first, now.minus(Duration.ofDays(29)));
        verified(chunk, second, now.minus(Duration.ofDays(31)));
        verified(chunk, third, null);
        unreferencedChunk(1, NodeId.random());
        replica(unreferencedChunk(1), first, ReplicaState.CORRUPT);

        ClusterStatus status = facts();

        assertThat(status.verified()).isEqualTo(new VerifiedAges(1, 1, 1));
        assertThat(status.alarms()).extracting(Alarm::code).contains("SCRUB_LATE");
    }

    @Test
    void theBacklogOfRepairHasClassesARateAndAnEnd() {
        work(unreferencedChunk(3, first), 0, 0);
        work(unreferencedChunk(3, first), 0, 2);
        work(unreferencedChunk(3, first), 10, 5);
        work(unreferencedChunk(3, first), 30, 0);
        Instant now = databaseClock.instant();
        rate(now.minus(Duration.ofMinutes(10)), 1_000_000);
        rate(now.minus(Duration.ofSeconds(30)), 6_000);

        ClusterStatus status = facts();

        assertThat(status.repairs().backlog())
                .containsExactly(
                        new Backlog(RepairClass.ENDANGERED, 2, 2000, 1),
                        new Backlog(RepairClass.UNDER_REPLICATED, 1, 1000, 1),
                        new Backlog(RepairClass.BALANCE, 1, 1000, 0));
        assertThat(status.repairs().bytesPerSecond()).isEqualTo(100);
        assertThat(status.repairs().etaSeconds()).isEqualTo(30);
        assertThat(status.alarms()).extracting(Alarm::code).contains("REPAIR_FAILING");
    }

    @Test
    void whatWaitsToBeRemovedIsCountedByStep() {
        UUID removed = entry(TRASH, "removed directory", "DIRECTORY");
        UUID below = entry(removed, "below", "DIRECTORY");
        file(below, "a", unreferencedChunk(1, first));
        file(TRASH, "b", unreferencedChunk(1, first));
        ChunkId unreferenced = unreferencedChunk(2, first, second);
        update("UPDATE chunk SET unreferenced_since = CURRENT_TIMESTAMP(6) WHERE id = ?", bytes(unreferenced.value()));
        update(
                "INSERT INTO orphan (node_id, chunk_id, first_seen_at, last_seen_at)"
                        + " VALUES (?, ?, CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6))",
                bytes(first.value()),
                bytes(Ids.next()));
        removal("REQUESTED", null);
        removal("QUARANTINED", null);
        removal("UNLINKING", "disk full");

        ClusterStatus status = facts();

        assertThat(status.waiting()).isEqualTo(new WaitingBytes(2, 2000, 1, 2000, 1, 1, 2, 1000));
        assertThat(alarms(status)).containsExactly("REMOVAL_FAILING");
    }

    @Test
    void aChunkThatWasGivenUpWaitsAsItsRemovalsOnly() {
        ChunkId chunk = unreferencedChunk(2, first, second);
        update("UPDATE chunk SET unreferenced_since = CURRENT_TIMESTAMP(6) WHERE id = ?", bytes(chunk.value()));
        replica(chunk, second, ReplicaState.MISSING);
        assertThat(facts().waiting())
                .as("what is missing takes no room")
                .isEqualTo(new WaitingBytes(0, 0, 1, 1000, 0, 0, 0, 0));

        update("DELETE FROM replica");
        update("UPDATE chunk SET reclaimed_at = CURRENT_TIMESTAMP(6)");
        removal("QUARANTINED", null);

        assertThat(facts().waiting()).isEqualTo(new WaitingBytes(0, 0, 0, 0, 0, 0, 1, 500));
    }

    @Test
    void unknownChunksAreAnAlarmUntilSomebodyAcceptsThem() {
        update(
                "UPDATE node SET reported_at = CURRENT_TIMESTAMP(6), reported_chunks = 100, unknown_chunks = 4"
                        + " WHERE id = ?",
                bytes(first.value()));
        for (int i = 0; i < 4; i++) {
            update(
                    "INSERT INTO orphan (node_id, chunk_id, first_seen_at, last_seen_at) VALUES (?, ?, ?, ?)",
                    bytes(first.value()),
                    bytes(Ids.next()),
                    SqlValues.time(databaseClock.instant().minusSeconds(60)),
                    SqlValues.time(databaseClock.instant()));
        }

        assertThat(facts().alarms())
                .extracting(Alarm::code, Alarm::subject)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("ORPHANS", "node-1"));

        update("UPDATE node SET orphans_accepted_at = CURRENT_TIMESTAMP(6) WHERE id = ?", bytes(first.value()));
        assertThat(facts().alarms()).isEmpty();
    }

    @Test
    @DisplayName("I-4 what the database may have forgotten is an alarm per node until it is accepted")
    void heldChunksAreAnAlarmUntilSomebodyAcceptsThem() {
        register("node-4", "zone-4");
        update("UPDATE cluster SET seen_epoch = epoch + 1000");
        operations.leaveSafeMode(new SafeModeExit(true));
        update("UPDATE node SET reported_at = CURRENT_TIMESTAMP(6), reported_chunks = 100000, unknown_chunks = 1");
        update(
                "INSERT INTO orphan (node_id, chunk_id, first_seen_at, last_seen_at)"
                        + " VALUES (?, ?, CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6))",
                bytes(first.value()),
                bytes(Ids.next()));
        removal("QUARANTINED", null);

        assertThat(alarms(facts())).containsExactly("HELD_CHUNKS");
        assertThat(facts().alarms().getFirst().message())
                .contains("1 chunks, and 1 files", "dfs node accept-orphans node-1");

        operations.acceptAllOrphans();
        assertThat(alarms(facts())).isEmpty();
    }

    @Test
    void whatANodeCantUseOnItsDisksIsAnAlarmUntilItSaysOtherwise() {
        api.heartbeat(
                first, beat(List.of("/d1: 3 entries can't be looked into", "2 chunk files are of a newer format")));

        assertThat(facts().alarms()).singleElement().satisfies(alarm -> {
            assertThat(alarm.code()).isEqualTo("NODE_DISK_WARNING");
            assertThat(alarm.subject()).isEqualTo("node-1");
            assertThat(alarm.message()).contains("/d1: 3 entries can't be looked into; 2 chunk files are of");
        });

        api.heartbeat(first, beat(List.of()));
        assertThat(facts().alarms()).isEmpty();
    }

    private static Heartbeat beat(List<String> diskWarnings) {
        return TestHeartbeats.withWarnings(1, new NodeSpace(1000 * GIB, GIB, 99 * GIB), diskWarnings);
    }

    @Test
    @DisplayName("I-10 the status comes over HTTP with nodes, epoch and the age of the facts")
    void theStatusComesOverHttp() {
        Instant before = databaseClock.instant();

        ClusterStatus status = operations.status();

        assertThat(status.problem()).isNull();
        assertThat(status.cluster()).isEqualTo(api.cluster());
        assertThat(status.metadataEpoch()).isPositive();
        assertThat(status.ageMillis()).isNotNegative();
        // The facts may be those that another test had read a moment ago, so only newer ones are compared.
        ClusterStatus fresh = facts();
        assertThat(fresh.asOf()).isAfterOrEqualTo(before);
        assertThat(fresh.nodes()).extracting(NodeStatus::name).containsExactly("node-1", "node-2", "node-3");
        assertThat(fresh.safeMode().isOn()).isFalse();
    }

    /** Without that of the replicas that the scenes are made of, which were verified long ago. */
    private static List<String> alarms(ClusterStatus status) {
        return status.alarms().stream()
                .map(Alarm::code)
                .filter(code -> !code.equals("SCRUB_LATE"))
                .toList();
    }

    /** Read now: over HTTP they may be a little older. */
    private ClusterStatus facts() {
        ClusterFacts facts = reader.read(ClusterFacts.NONE);
        assertThat(facts.problems()).isEmpty();
        return Statuses.status(api.cluster(), new LatestFacts.Answer(facts, Duration.ZERO, null));
    }

    private UUID entry(UUID parent, String name, String kind) {
        UUID id = Ids.next();
        update(
                "INSERT INTO entry (id, parent_id, name, kind, length_bytes, created_at, modified_at)"
                        + " VALUES (?, ?, ?, ?, ?, CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6))",
                bytes(id),
                bytes(parent),
                name.getBytes(StandardCharsets.UTF_8),
                kind,
                kind.equals("FILE") ? 1000 : null);
        return id;
    }

    private void file(UUID parent, String name, ChunkId... chunks) {
        UUID file = entry(parent, name, "FILE");
        for (int position = 0; position < chunks.length; position++) {
            update(
                    "INSERT INTO extent (file_id, position, chunk_id, chunk_offset, length_bytes, crc32c)"
                            + " VALUES (?, ?, ?, 0, 1000, 7)",
                    bytes(file),
                    position,
                    bytes(chunks[position].value()));
        }
    }

    private void verified(ChunkId chunk, NodeId node, @Nullable Instant at) {
        update(
                "UPDATE replica SET verified_at = ? WHERE chunk_id = ? AND node_id = ?",
                at == null ? null : SqlValues.time(at),
                bytes(chunk.value()),
                bytes(node.value()));
    }

    private void work(ChunkId chunk, int priority, int attempts) {
        update(
                "INSERT INTO work (id, kind, chunk_id, reason, priority, attempts, next_attempt_at, fence, created_at)"
                        + " VALUES (?, 'REPAIR', ?, 'a test', ?, ?, CURRENT_TIMESTAMP(6), 0, CURRENT_TIMESTAMP(6))",
                bytes(Ids.next()),
                bytes(chunk.value()),
                priority,
                attempts);
    }

    private void rate(Instant minute, long lengthBytes) {
        update(
                "INSERT INTO repair_rate (minute_at, copies, length_bytes) VALUES (?, 1, ?)",
                SqlValues.time(minute),
                lengthBytes);
    }

    private void removal(String state, @Nullable String lastError) {
        update(
                "INSERT INTO removal (id, chunk_id, node_id, length_bytes, reason, detail, state, requested_at, changed_at, tell_at,"
                        + " last_error) VALUES (?, ?, ?, 500, 'EXCESS', '', ?, CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6), ?)",
                bytes(Ids.next()),
                bytes(Ids.next()),
                bytes(first.value()),
                state,
                lastError);
    }
}
