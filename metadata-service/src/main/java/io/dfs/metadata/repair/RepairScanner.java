package io.dfs.metadata.repair;

import io.dfs.common.api.RepairClass;
import io.dfs.common.api.RepairScan;
import io.dfs.common.api.RepairScanRequest;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.node.LostReplicas;
import io.dfs.metadata.node.Nodes;
import io.dfs.metadata.node.SafeMode;
import io.dfs.metadata.repair.RepairQueue.Wanted;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Compares chunks with what they should have: makes work of what is short or misplaced (I-6), and trims what is too much. The
 * work is a hint: each claim looks again.
 */
@Component
class RepairScanner implements LostReplicas {

    private static final Logger LOG = LoggerFactory.getLogger(RepairScanner.class);

    private final ChunkFactsReader chunks;
    private final Nodes nodes;
    private final SafeMode safeMode;
    private final RepairQueue queue;
    private final Trimmer trimmer;
    private final ScanFocusReader focus;
    private final Transactions transactions;
    private final RepairSettings settings;
    private final UnreadableChunks unreadableChunks = new UnreadableChunks(10_000);

    RepairScanner(
            ChunkFactsReader chunks,
            Nodes nodes,
            SafeMode safeMode,
            RepairQueue queue,
            Trimmer trimmer,
            ScanFocusReader focus,
            Transactions transactions,
            RepairSettings settings) {
        this.chunks = chunks;
        this.nodes = nodes;
        this.safeMode = safeMode;
        this.queue = queue;
        this.trimmer = trimmer;
        this.focus = focus;
        this.transactions = transactions;
        this.settings = settings;
    }

    /** In safe mode it only counts: what seems lost may just not have been heard of yet. */
    RepairScan scan(RepairScanRequest request) {
        require(request);
        boolean holdsBack = safeMode.state().isOn();
        ChunkFactsReader.Page page = page(request);
        ScanFindings findings = ScanFindings.of(page.chunks(), nodes.views());
        int trimmed = 0;
        if (!holdsBack) {
            transactions.run(() -> queue.add(findings.wanted()));
            trimmed = trimmer.trim(findings.trimmable());
        }
        complain(page.chunks().stream().map(ChunkFacts::id).toList(), findings);
        return new RepairScan(
                page.chunks().size(),
                findings.count(WorkItem.Kind.REPAIR) + findings.unreadable().size(),
                findings.count(WorkItem.Kind.MOVE),
                trimmed,
                page.last(),
                holdsBack ? List.of() : focus.focus(nodes.views()));
    }

    private ChunkFactsReader.Page page(RepairScanRequest request) {
        return request.node() == null
                ? chunks.page(request.after(), request.limit())
                : chunks.pageOf(request.node(), request.after(), request.limit());
    }

    private void require(RepairScanRequest request) {
        if (request.limit() < 1 || request.limit() > settings.maxChunksPerScan()) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "limit is %d; 1 to %d are allowed".formatted(request.limit(), settings.maxChunksPerScan()));
        }
    }

    @Override
    public void lost(List<ChunkId> chunkIds) {
        ScanFindings findings = ScanFindings.of(chunks.of(chunkIds).values(), nodes.views());
        queue.add(findings.wanted());
        findings.wanted().stream()
                .filter(wanted -> wanted.repairClass() == RepairClass.ENDANGERED)
                .forEach(wanted -> LOG.warn("chunk {} is endangered: {}", wanted.chunkId(), wanted.reason()));
        complain(chunkIds, findings);
    }

    private void complain(List<ChunkId> examined, ScanFindings findings) {
        List<Wanted> unreadable = unreadableChunks.news(examined, findings.unreadable());
        if (!unreadable.isEmpty()) {
            LOG.error(
                    "{} more chunks have no replica that can be read; the first is {}: {}",
                    unreadable.size(),
                    unreadable.getFirst().chunkId(),
                    unreadable.getFirst().reason());
        }
    }
}
