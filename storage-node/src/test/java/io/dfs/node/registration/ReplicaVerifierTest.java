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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

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
            "I-3 a replica that the disk does not give several times counts as damaged, so that a good one is made")
    void aReplicaThatCantBeReadSeveralTimesIsDamaged() {
        for (int attempt = 1; attempt < ReplicaVerifier.ATTEMPTS; attempt++) {
            assertThat(verifier.runOnce()).isEmpty();
            assertThat(findings.next(10)).isEmpty();
            later();
        }

        assertThat(verifier.runOnce()).map(ReplicaVerification::finding).contains(Finding.CORRUPT);
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

    @Test
    @DisplayName(
            "I-4 a replica whose key is not here is never damaged, however often it is asked for, and good with the key")
    void aReplicaWhoseKeyIsNotHereIsNeverDamaged() {
        store.failReading(chunkId, ErrorCode.ENCRYPTION_KEY_MISSING);
        for (int attempt = 0; attempt < 3 * ReplicaVerifier.ATTEMPTS; attempt++) {
            assertThat(verifier.runOnce()).isEmpty();
            verifier.request(List.of(chunkId));
            assertThat(findings.next(10)).isEmpty();
            later();
        }

        store.failReading(chunkId, false);
        assertThat(verifier.runOnce()).map(ReplicaVerification::finding).contains(Finding.GOOD);
    }

    private void later() {
        nanoTime.addAndGet(ReplicaVerifier.AFTER_A_FAILURE.toNanos());
    }
}
