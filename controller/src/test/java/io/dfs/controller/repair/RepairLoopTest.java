package io.dfs.controller.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.RepairClass;
import io.dfs.common.api.RepairLease;
import io.dfs.common.api.RepairScan;
import io.dfs.common.api.RepairScanRequest;
import io.dfs.common.api.RepairTask;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.StorageNodeClient;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RepairLoopTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private final ScriptedMetadata metadata = new ScriptedMetadata();
    private final ScriptedNode target = new ScriptedNode();
    private final CloseableHttpClient http = HttpClients.create(Duration.ofSeconds(2), Duration.ofSeconds(5), 16);
    private final VirtualTime time = new VirtualTime();
    private final HeldClaims claims = new HeldClaims(metadata.api());
    private final RepairLoop loop = loop(Settings.standard());

    @AfterEach
    void close() throws Exception {
        target.close();
        http.close();
    }

    @Test
    void doesNothingWhenNothingIsDue() {
        assertThat(loop.runOnce().didSomething()).isFalse();
    }

    @Test
    @DisplayName("I-6 copies every item that is due and hands in each receipt")
    void copiesEveryItemThatIsDue() {
        for (int i = 0; i < 25; i++) {
            metadata.due.add(task());
        }

        RepairRound round = loop.runOnce();

        assertThat(round.copied()).isEqualTo(Map.of(RepairClass.UNDER_REPLICATED, 25));
        assertThat(metadata.completed).hasSize(25).doesNotHaveDuplicates();
        assertThat(target.mostAtOnce.get()).isLessThanOrEqualTo(4);
        assertThat(target.requestIds).as("each copy has an id of its own").hasSize(25);
        assertThat(meters.get("dfs.repair.copies")
                        .tags("class", "under_replicated", "outcome", "completed")
                        .timer()
                        .count())
                .isEqualTo(25);
    }

    @Test
    @DisplayName("I-9 a round begins no more copies than its limit")
    void aRoundBeginsNoMoreCopiesThanItsLimit() {
        for (int i = 0; i < 10; i++) {
            metadata.due.add(task());
        }

        loop(Settings.standard().withCopiesPerRound(6)).runOnce();

        assertThat(target.copies).hasValue(6);
    }

    @Test
    void scansPageByPageAndGoesOnWhereTheLastRoundStopped() {
        ChunkId first = ChunkId.random();
        ChunkId second = ChunkId.random();
        ChunkId third = ChunkId.random();
        metadata.scans.add(new RepairScan(1000, 1, 1, 2, first, List.of()));
        metadata.scans.add(new RepairScan(1000, 0, 0, 0, second, List.of()));
        metadata.scans.add(new RepairScan(1000, 2, 0, 0, third, List.of()));
        metadata.scans.add(new RepairScan(10, 0, 0, 0, null, List.of()));

        assertThat(loop.runOnce()).isEqualTo(new RepairRound(3000, 3, 1, 2, Map.of(), 0));
        assertThat(loop.runOnce()).isEqualTo(new RepairRound(10, 0, 0, 0, Map.of(), 0));
        loop.runOnce();

        assertThat(metadata.scanRequests)
                .extracting(RepairScanRequest::after)
                .containsExactly(null, first, second, third, null);
    }

    @Test
    void aFailedCopyIsToldAndTheOthersGoOn() {
        target.failWith(ErrorCode.NO_SPACE);
        metadata.due.add(task());
        metadata.due.add(task());

        assertThat(loop.runOnce()).isEqualTo(new RepairRound(0, 0, 0, 0, Map.of(), 2));

        assertThat(metadata.completed).isEmpty();
        assertThat(metadata.failures).hasSize(2).allSatisfy(failure -> {
            assertThat(failure.error()).contains("copy from source to target", "scripted");
            assertThat(failure.fence()).isEqualTo(7);
        });
        assertThat(metadata.badReplicas).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"CHUNK_CORRUPT", "CHUNK_NOT_FOUND", "CHECKSUM_MISMATCH", "LENGTH_MISMATCH"})
    @DisplayName("I-3 a source that serves something else is reported")
    void aSourceThatServesSomethingElseIsReported(ErrorCode code) {
        target.failWith(code);
        RepairTask task = task();
        metadata.due.add(task);

        loop.runOnce();

        assertThat(metadata.badReplicas).singleElement().satisfies(report -> {
            assertThat(report.chunkId()).isEqualTo(task.chunkId());
            assertThat(report.nodeId()).isEqualTo(task.source().id());
        });
        assertThat(metadata.failures).hasSize(1);
    }

    @Test
    @DisplayName("I-8 a result that comes too late is not counted as a copy")
    void aResultThatComesTooLateIsNotCounted() {
        metadata.refusesCompletions = true;
        metadata.due.add(task());

        assertThat(loop.runOnce()).isEqualTo(new RepairRound(0, 0, 0, 0, Map.of(), 1));
    }

    @Test
    void aRoundFailsWhenTheMetadataServiceIsAwayAndTheNextOneWorks() {
        metadata.outage = new DfsException(ErrorCode.UNAVAILABLE, "away");
        assertThatThrownBy(loop::runOnce).hasMessage("away");

        metadata.outage = null;
        metadata.due.add(task());
        assertThat(loop.runOnce().copied()).containsEntry(RepairClass.UNDER_REPLICATED, 1);
    }

    @Test
    @DisplayName("I-9 copies that are not urgent keep to the bandwidth, however many workers there are")
    void copiesThatAreNotUrgentKeepToTheBandwidth() {
        for (int i = 0; i < 20; i++) {
            metadata.due.add(task(RepairClass.UNDER_REPLICATED, 64 << 20));
        }

        RepairRound round = loop(Settings.standard().withBandwidth(8, 64)).runOnce();

        // One second's worth at the start, then one a second until the round has lasted its ten.
        assertThat(round.copied().get(RepairClass.UNDER_REPLICATED)).isBetween(10, 13);
        assertThat(metadata.due).isNotEmpty();
    }

    @Test
    void endangeredChunksDoNotWaitForTheBandwidth() {
        for (int i = 0; i < 20; i++) {
            metadata.due.add(task(RepairClass.ENDANGERED, 1 << 30));
        }

        RepairRound round = loop(Settings.standard().withBandwidth(1, 64)).runOnce();

        assertThat(round.copied()).isEqualTo(Map.of(RepairClass.ENDANGERED, 20));
        assertThat(time.pauses).isEmpty();
    }

    @Test
    void whatEndangeredChunksTookTheOthersPay() {
        metadata.due.add(task(RepairClass.ENDANGERED, 1 << 30));
        metadata.due.add(task(RepairClass.BALANCE, 1 << 20));

        loop(Settings.standard().withBandwidth(1, 256)).runOnce();

        assertThat(time.pauses).containsExactly(Duration.ofSeconds(3));
    }

    @Test
    @DisplayName("I-7 an interrupted round claims no more, brings what it began to its end, and stays interrupted")
    void anInterruptedRoundClaimsNoMore() {
        for (int i = 0; i < 10_000; i++) {
            metadata.due.add(task());
        }
        Thread.currentThread().interrupt();

        RepairRound round = loop(Settings.standard().withCopiesPerRound(10_000)).runOnce();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(round.failed()).isZero();
        assertThat(metadata.completed)
                .hasSize(round.copied().getOrDefault(RepairClass.UNDER_REPLICATED, 0))
                .hasSizeLessThan(10_000);
    }

    @Test
    @DisplayName("a copy that takes far longer than others is given up, so that another node takes the replica")
    void aCopyThatTakesFarLongerThanOthersIsGivenUp() {
        CopyPace pace = new CopyPace(Duration.ofMillis(50));
        for (int i = 0; i < CopyPace.MIN_SAMPLES; i++) {
            pace.took(1, Duration.ofMillis(1));
        }
        target.hang();
        metadata.due.add(task());

        RepairRound round = loop(Settings.standard(), pace).runOnce();

        assertThat(round.failed()).isEqualTo(1);
        assertThat(metadata.failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure.error()).contains("several times as long as others take"));
    }

    @Test
    @DisplayName("I-7 the claims of copies under way are renewed, and those of copies that have ended are not")
    void theClaimsOfCopiesUnderWayAreRenewed() {
        RepairTask task = task();
        metadata.due.add(task);
        claims.hold(task);

        assertThat(claims.renew()).isEqualTo(1);
        loop.runOnce();

        assertThat(claims.renew()).isZero();
        assertThat(metadata.renewals).containsExactly(List.of(new RepairLease(task.workId(), task.fence())));
    }

    private RepairLoop loop(Settings settings) {
        return loop(settings, new CopyPace());
    }

    private RepairLoop loop(Settings settings, CopyPace pace) {
        ReplicaCopier copier =
                new ReplicaCopier(metadata.api(), new StorageNodeClient(http), new CopyMeter(meters), pace);
        return new RepairLoop(metadata.api(), copier, claims, settings.build(), time, "test");
    }

    private RepairTask task() {
        return task(RepairClass.UNDER_REPLICATED, 0);
    }

    private RepairTask task(RepairClass repairClass, long lengthBytes) {
        return new RepairTask(
                Ids.next(),
                7,
                repairClass,
                ChunkId.random(),
                lengthBytes,
                Crc32c.EMPTY,
                new NodeAddress(NodeId.random(), "source", "z", "http://localhost:1"),
                target.address(),
                "token",
                Instant.EPOCH);
    }
}
