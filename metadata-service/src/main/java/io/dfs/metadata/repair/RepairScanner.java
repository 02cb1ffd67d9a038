package io.dfs.metadata.repair;

import io.dfs.common.api.RepairScan;
import io.dfs.common.api.RepairScanRequest;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.node.LostReplicas;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.node.Nodes;
import io.dfs.metadata.repair.Verdict.Sound;
import io.dfs.metadata.repair.Verdict.UnderReplicated;
import io.dfs.metadata.repair.Verdict.Unreadable;
import io.dfs.metadata.repair.Verdict.Unreferenced;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Finds chunks with too few replicas and makes work of them (I-6). The work is a hint: each claim looks again. */
@Component
class RepairScanner implements LostReplicas {

    private static final Logger LOG = LoggerFactory.getLogger(RepairScanner.class);

    private final ChunkFactsReader chunks;
    private final Nodes nodes;
    private final RepairQueue queue;
    private final Transactions transactions;
    private final RepairSettings settings;

    RepairScanner(
            ChunkFactsReader chunks,
            Nodes nodes,
            RepairQueue queue,
            Transactions transactions,
            RepairSettings settings) {
        this.chunks = chunks;
        this.nodes = nodes;
        this.queue = queue;
        this.transactions = transactions;
        this.settings = settings;
    }

    RepairScan scan(RepairScanRequest request) {
        if (request.limit() < 1 || request.limit() > settings.maxChunksPerScan()) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "limit is %d; 1 to %d are allowed".formatted(request.limit(), settings.maxChunksPerScan()));
        }
        return transactions.call(() -> {
            List<ChunkFacts> page = chunks.page(request.after(), request.limit());
            int found = addWork(page);
            ChunkId next = page.size() < request.limit() ? null : page.getLast().id();
            return new RepairScan(page.size(), found, 0, 0, next, List.of());
        });
    }

    @Override
    public void lost(List<ChunkId> chunkIds) {
        addWork(chunks.of(chunkIds).values());
    }

    /** How many of the chunks are short, those included that can't be repaired now. */
    private int addWork(Collection<ChunkFacts> examined) {
        Map<NodeId, NodeView> views = nodes.views();
        Map<ChunkId, UnderReplicated> repairable = new LinkedHashMap<>();
        Map<ChunkId, Unreadable> unreadable = new LinkedHashMap<>();
        for (ChunkFacts chunk : examined) {
            switch (ReplicaCheck.verdict(chunk, views)) {
                case UnderReplicated verdict -> repairable.put(chunk.id(), verdict);
                case Unreadable verdict -> unreadable.put(chunk.id(), verdict);
                case Sound _, Unreferenced _ -> {}
            }
        }
        queue.add(repairable);
        unreadable.entrySet().stream()
                .findFirst()
                .ifPresent(first -> LOG.error(
                        "{} chunks have no replica that can be read; the first is {}: {}",
                        unreadable.size(),
                        first.getKey(),
                        first.getValue().reason()));
        return repairable.size() + unreadable.size();
    }
}
