package io.dfs.node.registration;

import io.dfs.common.api.ReplicaVerification;
import io.dfs.common.api.ReplicaVerification.Finding;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.node.chunk.ChunkReader;
import io.dfs.node.chunk.ChunkStore;
import io.dfs.node.chunk.StoredChunk;
import io.dfs.node.rounds.HoldOff;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Reads replicas that somebody complained of, one at a time and in the background, and notes what it finds. */
@Component
final class ReplicaVerifier implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaVerifier.class);

    /** What does not fit is asked for again with the next heartbeat. */
    static final int QUEUE_LIMIT = 1_000;

    /** A disk that fails to read is not asked again with every heartbeat. */
    private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(1);

    private final ChunkStore store;
    private final ReplicaFindings findings;
    private final HoldOff<ChunkId> unreadable = new HoldOff<>(AFTER_A_FAILURE, QUEUE_LIMIT, System::nanoTime);
    private final Set<ChunkId> queue = new LinkedHashSet<>();
    private volatile boolean running;

    ReplicaVerifier(ChunkStore store, ReplicaFindings findings) {
        this.store = store;
        this.findings = findings;
    }

    /** Takes those that it does not have to do already, as far as there is room. */
    synchronized void request(Collection<ChunkId> chunkIds) {
        chunkIds.stream()
                .filter(chunkId ->
                        queue.size() < QUEUE_LIMIT && !findings.isUntold(chunkId) && !unreadable.holds(chunkId))
                .forEach(queue::add);
        notifyAll();
    }

    /** Verifies the next replica; empty if nothing is to be done. */
    Optional<ReplicaVerification> runOnce() {
        Optional<ChunkId> next = peek();
        Optional<ReplicaVerification> finding = next.flatMap(this::verify);
        finding.ifPresent(findings::add);
        next.ifPresent(this::remove); // only now, so that it is not queued again while it is being read
        return finding;
    }

    private Optional<ReplicaVerification> verify(ChunkId chunkId) {
        try (ChunkReader reader = store.open(chunkId)) {
            reader.read(0, reader.chunk().lengthBytes(), OutputStream.nullOutputStream());
            StoredChunk chunk = reader.chunk();
            return Optional.of(ReplicaVerification.good(chunkId, chunk.lengthBytes(), chunk.crc32c()));
        } catch (DfsException e) {
            Optional<Finding> finding = findingFor(e);
            if (finding.isEmpty()) {
                LOG.warn("chunk {} could not be verified: {}", chunkId, e.getMessage());
                unreadable.add(chunkId);
            }
            return finding.map(found -> ReplicaVerification.bad(chunkId, found, String.valueOf(e.getMessage())));
        } catch (IOException e) {
            throw new IllegalStateException("a stream to nowhere does not fail", e);
        }
    }

    /** Empty if the failure says nothing about the replica (I-4): it will be asked for again. */
    private static Optional<Finding> findingFor(DfsException e) {
        if (e.code() == ErrorCode.CHUNK_CORRUPT) {
            return Optional.of(Finding.CORRUPT);
        }
        return e.code() == ErrorCode.CHUNK_NOT_FOUND ? Optional.of(Finding.MISSING) : Optional.empty();
    }

    private synchronized Optional<ChunkId> peek() {
        Iterator<ChunkId> first = queue.iterator();
        return first.hasNext() ? Optional.of(first.next()) : Optional.empty();
    }

    private synchronized void remove(ChunkId chunkId) {
        queue.remove(chunkId);
    }

    private synchronized void awaitWork() throws InterruptedException {
        while (running && queue.isEmpty()) {
            wait();
        }
    }

    @Override
    public void start() {
        running = true;
        Thread.ofVirtual().name("replica-verifier").start(this::run);
    }

    private void run() {
        try {
            while (running) {
                awaitWork();
                round();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() {
        try {
            runOnce();
        } catch (RuntimeException e) {
            LOG.error("a round of verification failed", e);
        }
    }

    @Override
    public synchronized void stop() {
        running = false;
        notifyAll();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
