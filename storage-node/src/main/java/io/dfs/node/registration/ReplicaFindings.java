package io.dfs.node.registration;

import io.dfs.common.api.ReplicaVerification;
import io.dfs.common.api.ReplicaVerification.Finding;
import io.dfs.common.id.ChunkId;
import io.dfs.node.chunk.ReplicaWatcher;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

    private final Map<ChunkId, ReplicaVerification> untold = new LinkedHashMap<>();
    private long corruptFound;

    @Override
    public void foundCorrupt(ChunkId chunkId, String detail) {
        if (!isUntold(chunkId)) {
            countCorrupt();
            LOG.error("the replica of chunk {} is damaged and no longer served: {}", chunkId, detail);
        }
        add(ReplicaVerification.bad(chunkId, Finding.CORRUPT, detail));
    }

    @Override
    public synchronized void written(ChunkId chunkId) {
        untold.remove(chunkId);
    }

    @Override
    public synchronized void quarantined(ChunkId chunkId) {
        untold.remove(chunkId);
    }

    synchronized void add(ReplicaVerification finding) {
        if (untold.size() < LIMIT || untold.containsKey(finding.chunkId())) {
            untold.put(finding.chunkId(), finding);
        }
    }

    private synchronized void countCorrupt() {
        corruptFound++;
    }

    /** Damaged replicas, found by whoever read them; one that is found again after it was told counts again. */
    synchronized long corruptFound() {
        return corruptFound;
    }

    synchronized boolean isUntold(ChunkId chunkId) {
        return untold.containsKey(chunkId);
    }

    /** The oldest findings; they stay until {@link #told}. */
    synchronized List<ReplicaVerification> next(int limit) {
        return untold.values().stream().limit(limit).toList();
    }

    /** Forgets them, except where a newer finding has come up meanwhile. */
    synchronized void told(List<ReplicaVerification> findings) {
        findings.forEach(finding -> untold.remove(finding.chunkId(), finding));
    }
}
