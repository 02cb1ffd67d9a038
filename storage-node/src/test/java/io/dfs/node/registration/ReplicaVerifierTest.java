package io.dfs.node.registration;

import static io.dfs.node.chunk.TestChunks.bytes;
import static io.dfs.node.chunk.TestChunks.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.ReplicaVerification;
import io.dfs.common.api.ReplicaVerification.Finding;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.node.chunk.InMemoryChunkStore;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplicaVerifierTest {

    private final AtomicLong nanoTime = new AtomicLong();
    private final ReplicaFindings findings = new ReplicaFindings();
    private final InMemoryChunkStore store = new InMemoryChunkStore(1 << 20, Clock.systemUTC(), findings);
    private final ReplicaVerifier verifier = new ReplicaVerifier(store, findings, nanoTime::get);
    private final ChunkId chunkId = ChunkId.random();

    @BeforeEach
    void aReplicaThatTheDiskDoesNotGive() {
        write(store, chunkId, bytes(100, 1));
        store.failReading(chunkId, true);
        verifier.request(List.of(chunkId));
    }

    @Test
    @DisplayName(
            "I-3 a replica that the disk does not give several times is unreadable and not damaged, so that a good one is made")
    void aReplicaThatCantBeReadSeveralTimesIsUnreadable() {
        for (int attempt = 1; attempt < ReplicaVerifier.ATTEMPTS; attempt++) {
            assertThat(verifier.runOnce()).isEmpty();
            assertThat(findings.next(10)).isEmpty();
            later();
        }

        assertThat(verifier.runOnce()).map(ReplicaVerification::finding).contains(Finding.UNREADABLE);
        assertThat(findings.next(10)).hasSize(1);
        later();
        assertThat(verifier.runOnce()).isEmpty();
    }

    @Test
    @DisplayName("I-4 a disk that was only being reset damages nothing")
    void aReplicaThatCanBeReadAgainIsGood() {
        assertThat(verifier.runOnce()).isEmpty();
        store.failReading(chunkId, false);
        later();

        assertThat(verifier.runOnce()).map(ReplicaVerification::finding).contains(Finding.GOOD);
        findings.told(findings.next(10));

        store.failReading(chunkId, true);
        verifier.request(List.of(chunkId));
        assertThat(verifier.runOnce()).as("the attempts before no longer count").isEmpty();
        assertThat(findings.next(10)).isEmpty();
    }

    @Test
    void isNotReadAgainAtOnceHoweverOftenItIsAskedFor() {
        assertThat(verifier.runOnce()).isEmpty();
        store.failReading(chunkId, false);

        verifier.request(List.of(chunkId));

        assertThat(verifier.runOnce()).isEmpty();
        assertThat(findings.next(10)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"ENCRYPTION_KEY_MISSING", "CHUNK_FORMAT_UNKNOWN", "UNAVAILABLE", "NODE_BUSY"})
    @DisplayName("I-4 what says nothing about a replica is never a finding, however often it is asked for")
    void whatSaysNothingAboutAReplicaIsNeverAFinding(ErrorCode code) {
        store.failReading(chunkId, code);
        for (int attempt = 0; attempt < 3 * ReplicaVerifier.ATTEMPTS; attempt++) {
            verifier.request(List.of(chunkId));
            assertThat(verifier.runOnce()).isEmpty();
            assertThat(findings.next(10)).isEmpty();
            muchLater();
        }

        store.failReading(chunkId, false);
        verifier.request(List.of(chunkId));
        assertThat(verifier.runOnce()).map(ReplicaVerification::finding).contains(Finding.GOOD);
    }

    @Test
    @DisplayName("I-9 replicas whose key is not here do not fill the queue")
    void replicasWhoseKeyIsNotHereDoNotFillTheQueue() {
        assertThat(verifier.runOnce()).isEmpty();
        List<ChunkId> keyless = Stream.generate(ChunkId::random)
                .limit(ReplicaVerifier.QUEUE_LIMIT - 1) // one waits for another attempt
                .toList();
        keyless.forEach(chunk -> store.failReading(chunk, ErrorCode.ENCRYPTION_KEY_MISSING));
        verifier.request(keyless);
        for (int i = 0; i < keyless.size(); i++) {
            assertThat(verifier.runOnce()).isEmpty();
        }
        ChunkId other = ChunkId.random();
        write(store, other, bytes(100, 2));

        verifier.request(keyless);
        verifier.request(List.of(other));

        assertThat(verifier.runOnce()).map(ReplicaVerification::chunkId).contains(other);
    }

    @Test
    void aReplicaThatTheDiskDidNotGiveToAReaderIsVerified() {
        ChunkId other = ChunkId.random();
        write(store, other, bytes(100, 2));
        findings.foundUnreadable(other);
        verifier.runOnce();

        assertThat(verifier.runOnce()).map(ReplicaVerification::chunkId).contains(other);
    }

    private void muchLater() {
        nanoTime.addAndGet(ReplicaVerifier.UNDECIDED.toNanos());
    }

    private void later() {
        nanoTime.addAndGet(ReplicaVerifier.AFTER_A_FAILURE.toNanos());
    }
}
