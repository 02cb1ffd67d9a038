package io.dfs.node.report;

import io.dfs.common.api.MetadataApi;
import io.dfs.common.id.NodeId;
import io.dfs.node.chunk.ChunkStore;
import io.dfs.node.identity.Membership;
import java.time.Duration;

/** Chunk reports for tests of what asks for them. */
public final class TestReports {

    private TestReports() {}

    public static ChunkReports reports(MetadataApi metadata, NodeId nodeId, ChunkStore store, Membership membership) {
        return new ChunkReports(
                new ChunkReporter(metadata, () -> nodeId, store, 100, 10),
                membership,
                Duration.ofHours(6),
                System::nanoTime);
    }

    /** Makes a report if one is due. */
    public static void run(ChunkReports reports) {
        reports.runOnce();
    }
}
