package io.dfs.node.registration;

import io.dfs.common.api.ReplicaVerification;
import io.dfs.common.api.ReplicaVerification.Finding;
import io.dfs.common.id.ChunkId;
import io.dfs.node.chunk.ReplicaWatcher;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** What the node has found out about its replicas and not yet told. The newest finding on a chunk counts. */
@Component
final class ReplicaFindings implements ReplicaWatcher {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaFindings.class);

    /**
     * More are not kept. Nothing is lost by that: a damaged replica is found again at its next read, and a verification
     * that was asked for is asked for again.
     */
    static final int LIMIT = 1_000;

    private final LongSupplier nanoTime;
    private final Map<ChunkId, TimedFinding> untold = new LinkedHashMap<>();
    private final Set<ChunkId> doubted = new LinkedHashSet<>();
    private long corruptFound;

    @Autowired
    ReplicaFindings() {
        this(System::nanoTime);
    }

    ReplicaFindings(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public void foundCorrupt(ChunkId chunkId, String detail) {
        if (!isUntold(chunkId)) {
            countCorrupt();
            LOG.error("the replica of chunk {} is damaged and no longer served: {}", chunkId, detail);
        }
        add(ReplicaVerification.bad(chunkId, Finding.CORRUPT, detail));
    }

    /** Bounded: a data directory with many such replicas fails as a whole. */
    @Override
    public synchronized void foundUnreadable(ChunkId chunkId) {
        if (doubted.size() < LIMIT) {
            doubted.add(chunkId);
        }
    }

    /** Replicas to be verified because the disk did not give them to a reader. */
    synchronized List<ChunkId> takeDoubted() {
        List<ChunkId> taken = List.copyOf(doubted);
        doubted.clear();
        return taken;
    }

    @Override
    public synchronized void written(ChunkId chunkId) {
        untold.remove(chunkId);
        doubted.remove(chunkId);
    }

    @Override
    public synchronized void quarantined(ChunkId chunkId) {
        untold.remove(chunkId);
        doubted.remove(chunkId);
    }

    synchronized void add(ReplicaVerification finding) {
        if (untold.size() < LIMIT || untold.containsKey(finding.chunkId())) {
            untold.put(finding.chunkId(), new TimedFinding(finding, nanoTime.getAsLong()));
        }
    }

    private synchronized void countCorrupt() {
        corruptFound++;
    }

    /** Damaged replicas, found by readers; one that is found again after it was told counts again. */
    synchronized long corruptFound() {
        return corruptFound;
    }

    synchronized boolean isUntold(ChunkId chunkId) {
        return untold.containsKey(chunkId);
    }

    /** The oldest findings, with their age; they stay until {@link #told}. */
    synchronized List<ReplicaVerification> next(int limit) {
        long now = nanoTime.getAsLong();
        return untold.values().stream()
                .limit(limit)
                .map(noted -> noted.aged(now))
                .toList();
    }

    /** Forgets them, except where another finding has come up meanwhile. */
    synchronized void told(List<ReplicaVerification> findings) {
        findings.forEach(finding -> untold.computeIfPresent(
                finding.chunkId(), (_, noted) -> noted.finding().equals(finding.ageless()) ? null : noted));
    }
}
