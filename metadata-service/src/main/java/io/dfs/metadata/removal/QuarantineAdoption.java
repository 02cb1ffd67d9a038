package io.dfs.metadata.removal;

import io.dfs.common.api.LedgerEntry;
import io.dfs.common.api.QuarantinedFile;
import io.dfs.common.api.RemovalReason;
import io.dfs.common.api.RemovalState;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.node.Nodes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Takes files that nodes have in quarantine, and of which no removal tells, into the books: nodes put bad replicas aside by
 * themselves, and a database that was restored has forgotten some.
 */
@Component
public class QuarantineAdoption {

    private final RemovalTable removals;
    private final Ledger ledger;
    private final ChunkProofs chunks;
    private final Nodes nodes;

    QuarantineAdoption(RemovalTable removals, Ledger ledger, ChunkProofs chunks, Nodes nodes) {
        this.removals = removals;
        this.ledger = ledger;
        this.chunks = chunks;
        this.nodes = nodes;
    }

    /**
     * Within the caller's transaction. The quarantine of each begins now, and if its chunk is short, it comes back instead.
     * Files that a removal tells of are left to it. Returns how many were new.
     */
    public int adopt(NodeId nodeId, List<QuarantinedFile> files) {
        Set<UUID> known = removals
                .find(files.stream().map(QuarantinedFile::removalId).toList())
                .stream()
                .map(Removal::id)
                .collect(Collectors.toSet());
        List<QuarantinedFile> fresh = files.stream()
                .filter(file -> known.add(file.removalId()))
                .sorted(Comparator.comparing(QuarantinedFile::removalId))
                .toList();
        if (fresh.isEmpty()) {
            return 0;
        }
        Map<ChunkId, ChunkProof> proofs =
                chunks.read(fresh.stream().map(QuarantinedFile::chunkId).toList());
        Map<NodeId, NodeView> views = nodes.views();
        List<Removal> rows = new ArrayList<>();
        for (QuarantinedFile file : fresh) {
            ChunkProof chunk = proofs.get(file.chunkId());
            rows.add(row(nodeId, file, stateOf(nodeId, chunk, views)));
        }
        removals.insert(rows);
        ledger.write(rows.stream()
                .map(row -> new Ledger.Line(
                        row, LedgerEntry.Step.valueOf(row.state().name()), row.detail()))
                .toList());
        return rows.size();
    }

    /** RESTORING if a file needs the chunk, too few good replicas of it are left, and the node has no other one in service. */
    static RemovalState stateOf(NodeId nodeId, @Nullable ChunkProof chunk, Map<NodeId, NodeView> nodes) {
        boolean wanted = chunk != null
                && chunk.referenced()
                && chunk.probable(nodes) < chunk.replicationFactor()
                && !chunk.isInServiceOn(nodeId);
        return wanted ? RemovalState.RESTORING : RemovalState.QUARANTINED;
    }

    private static Removal row(NodeId nodeId, QuarantinedFile file, RemovalState state) {
        return new Removal(
                file.removalId(),
                file.chunkId(),
                nodeId,
                file.fileBytes(),
                RemovalReason.REPLACED,
                "found in the node's quarantine, where no removal had put it",
                state,
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                null);
    }
}
