package io.dfs.node.registration;

import io.dfs.common.api.ReplicaVerification;
import io.dfs.common.api.ReplicaVerification.Finding;
import io.dfs.common.error.DfsException;
import io.dfs.common.id.ChunkId;
import io.dfs.node.chunk.ChunkStore;
import io.dfs.node.chunk.StoredChunk;
import io.dfs.node.rounds.HoldOff;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Reads replicas that are in doubt, one at a time and in the background, and notes what it finds. One that the disk does not give
 * is tried again, and after several attempts told as unreadable, or it would pass for a replica for ever. What says nothing
 * about the replica (no key, a file of a newer program, a failed directory) is no finding, and is not tried again soon.
 */
@Component
public final class ReplicaVerifier implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaVerifier.class);

    /** What does not fit is asked for again with the next heartbeat. */
    static final int QUEUE_LIMIT = 1_000;

    /** A disk that fails to read is not asked again with every heartbeat: it may only have been reset. */
    static final Duration AFTER_A_FAILURE = Duration.ofMinutes(1);

    static final int ATTEMPTS = 3;

    /** How long a replica that nothing can be said about does not take the place of others in the queue. */
    static final Duration UNDECIDED = Duration.ofMinutes(10);

    private static final int MAX_UNDECIDED = 100_000;

    private static final Duration LOOK_FOR_WORK = Duration.ofSeconds(1);

    private final ChunkStore store;
    private final ReplicaFindings findings;
    private final LongSupplier nanoTime;
    private final Set<ChunkId> queue = new LinkedHashSet<>();

    /** Replicas that the disk did not give. */
    private final Map<ChunkId, Failures> unreadable = new LinkedHashMap<>();

    /** Replicas that nothing can be said about now. */
    private final HoldOff<ChunkId> undecided;

    private volatile boolean running;

    private record Failures(int count, long lastNanos) {}

    @Autowired
    ReplicaVerifier(ChunkStore store, ReplicaFindings findings) {
        this(store, findings, System::nanoTime);
    }

    ReplicaVerifier(ChunkStore store, ReplicaFindings findings, LongSupplier nanoTime) {
        this.store = store;
        this.findings = findings;
        this.nanoTime = nanoTime;
        this.undecided = new HoldOff<>(UNDECIDED, MAX_UNDECIDED, nanoTime);
    }

    /** Takes those that it does not have to do already, as far as there is room. */
    public synchronized void request(Collection<ChunkId> chunkIds) {
        chunkIds.stream()
                .filter(chunkId -> queue.size() + unreadable.size() < QUEUE_LIMIT
                        && !findings.isUntold(chunkId)
                        && !unreadable.containsKey(chunkId)
                        && !undecided.holds(chunkId))
                .forEach(queue::add);
        notifyAll();
    }

    /** Verifies the next replica; empty if nothing is to be done. */
    Optional<ReplicaVerification> runOnce() {
        request(findings.takeDoubted());
        Optional<ChunkId> next = next();
        Optional<ReplicaVerification> finding = next.flatMap(this::verify);
        finding.ifPresent(findings::add);
        next.ifPresent(this::remove); // only now, so that it is not queued again while it is being read
        return finding;
    }

    private Optional<ReplicaVerification> verify(ChunkId chunkId) {
        try {
            StoredChunk chunk = store.verify(chunkId);
            readable(chunkId);
            return Optional.of(ReplicaVerification.good(chunkId, chunk.lengthBytes(), chunk.crc32c()));
        } catch (DfsException e) {
            return findingFor(chunkId, e)
                    .map(found -> ReplicaVerification.bad(chunkId, found, String.valueOf(e.getMessage())));
        }
    }

    /** Empty if the failure says nothing about the replica, or not yet (I-4). */
    private synchronized Optional<Finding> findingFor(ChunkId chunkId, DfsException e) {
        Failures before = unreadable.remove(chunkId);
        return switch (e.code()) {
            case CHUNK_CORRUPT -> Optional.of(Finding.CORRUPT);
            case CHUNK_NOT_FOUND -> Optional.of(Finding.MISSING);
            case CHUNK_UNREADABLE -> notGiven(chunkId, before == null ? 1 : before.count() + 1, e);
            default -> {
                undecided.add(chunkId);
                yield Optional.empty();
            }
        };
    }

    private Optional<Finding> notGiven(ChunkId chunkId, int attempt, DfsException e) {
        LOG.warn("chunk {} could not be read, attempt {} of {}: {}", chunkId, attempt, ATTEMPTS, e.getMessage());
        if (attempt >= ATTEMPTS) {
            undecided.add(chunkId);
            return Optional.of(Finding.UNREADABLE);
        }
        unreadable.put(chunkId, new Failures(attempt, nanoTime.getAsLong()));
        return Optional.empty();
    }

    private synchronized void readable(ChunkId chunkId) {
        unreadable.remove(chunkId);
    }

    private synchronized Optional<ChunkId> next() {
        return queue.stream().findFirst().or(this::nextRetry);
    }

    private Optional<ChunkId> nextRetry() {
        long now = nanoTime.getAsLong();
        return unreadable.entrySet().stream()
                .filter(failed -> now - failed.getValue().lastNanos() >= AFTER_A_FAILURE.toNanos())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private synchronized void remove(ChunkId chunkId) {
        queue.remove(chunkId);
    }

    private synchronized void awaitWork() throws InterruptedException {
        while (running && next().isEmpty()) {
            wait(LOOK_FOR_WORK.toMillis());
            request(findings.takeDoubted());
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
