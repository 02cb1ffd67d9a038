package io.dfs.node.report;

import io.dfs.common.api.MetadataApi;
import io.dfs.node.chunk.ChunkStore;
import io.dfs.node.identity.Membership;
import io.dfs.node.identity.NodeIdentity;
import io.dfs.node.identity.NodeProperties;
import io.dfs.node.rounds.RoundLoop;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ReportConfiguration {

    /** About 5 MB of ids in memory. */
    private static final int IDS_PER_PASS = 50_000;

    /** What the metadata service merges in one transaction. */
    private static final int IDS_PER_PAGE = 5_000;

    @Bean
    ChunkReports chunkReports(
            @Qualifier("backgroundMetadata") MetadataApi metadata,
            NodeIdentity identity,
            NodeProperties properties,
            ChunkStore store,
            Membership membership) {
        return new ChunkReports(
                new ChunkReporter(metadata, identity::id, store, IDS_PER_PASS, IDS_PER_PAGE),
                membership,
                properties.chunkReportInterval(),
                System::nanoTime);
    }

    @Bean
    RoundLoop chunkReportLoop(ChunkReports reports) {
        return new RoundLoop("chunk-reports", reports::runOnce);
    }
}
