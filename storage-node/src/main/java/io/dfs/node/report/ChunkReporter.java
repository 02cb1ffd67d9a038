package io.dfs.node.report;

import io.dfs.common.api.ChunkReportPage;
import io.dfs.common.api.ChunkReportReply;
import io.dfs.common.api.ChunkReportStart;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.error.DfsException;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.node.chunk.ChunkStore;
import io.dfs.node.chunk.Inventory;
import java.util.function.Supplier;

/** Tells the metadata service everything that the node holds, once. */
final class ChunkReporter {

    /** What one report came to. */
    record Summary(long chunks, long quarantined, int pages, long adopted, long missing, long unknown) {

        static final Summary NOTHING = new Summary(0, 0, 0, 0, 0, 0);

        Summary plus(ReportPages.Page page, ChunkReportReply reply) {
            return new Summary(
                    chunks + page.chunks().size(),
                    quarantined + page.quarantined().size(),
                    pages + 1,
                    adopted + reply.adopted(),
                    missing + reply.missing(),
                    unknown + reply.unknown());
        }
    }

    private final MetadataApi metadata;
    private final Supplier<NodeId> nodeId;
    private final ChunkStore store;
    private final int idsPerPass;
    private final int idsPerPage;

    /** @param idsPerPass of one walk through the store, to be kept in memory */
    ChunkReporter(MetadataApi metadata, Supplier<NodeId> nodeId, ChunkStore store, int idsPerPass, int idsPerPage) {
        this.metadata = metadata;
        this.nodeId = nodeId;
        this.store = store;
        this.idsPerPass = idsPerPass;
        this.idsPerPage = idsPerPage;
    }

    /**
     * Nothing is listed before the service has said when the report began: what it records later than that, the report
     * does not deny.
     *
     * @throws DfsException if the service does not take it; then the whole report is to be made again
     */
    Summary report(long epoch) {
        ChunkReportStart start = metadata.startChunkReport(nodeId.get());
        Summary summary = Summary.NOTHING;
        ChunkId after = null;
        do {
            Inventory pass = store.list(after, idsPerPass);
            for (ReportPages.Page page : ReportPages.split(after, pass, idsPerPage)) {
                summary = summary.plus(page, send(epoch, start, page));
            }
            after = pass.through();
        } while (after != null);
        return summary;
    }

    private ChunkReportReply send(long epoch, ChunkReportStart start, ReportPages.Page page) {
        return metadata.reportChunks(
                nodeId.get(),
                new ChunkReportPage(
                        epoch,
                        start.reportId(),
                        start.startedAt(),
                        page.after(),
                        page.through(),
                        page.chunks(),
                        page.failing(),
                        page.quarantined()));
    }
}
