package io.dfs.metadata.removal;

import io.dfs.common.api.LedgerEntry;
import io.dfs.common.api.RemovalReason;
import io.dfs.common.api.ReplicaVerification;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.UnknownReplicas;
import java.util.List;
import org.springframework.stereotype.Component;

/** Writes to the ledger that a replica is no more before any file used it; commits look there before they trust a receipt. */
@Component
class BadUnknownReplicas implements UnknownReplicas {

    private final Ledger ledger;
    private final ChunkProofs chunks;

    BadUnknownReplicas(Ledger ledger, ChunkProofs chunks) {
        this.ledger = ledger;
        this.chunks = chunks;
    }

    @Override
    public void foundBad(NodeId node, List<ReplicaVerification> findings) {
        if (findings.isEmpty()) {
            return;
        }
        List<ChunkId> ids =
                findings.stream().map(ReplicaVerification::chunkId).distinct().toList();
        var known = chunks.read(ids).keySet();
        ledger.write(findings.stream()
                .filter(finding -> !known.contains(finding.chunkId()))
                .map(finding -> line(node, finding))
                .toList());
    }

    private static Ledger.Line line(NodeId node, ReplicaVerification finding) {
        return new Ledger.Line(
                new ReplicaKey(finding.chunkId(), node),
                Ids.next(),
                RemovalReason.CORRUPT,
                LedgerEntry.Step.ABSENT,
                "its node found the replica %s before any file used the chunk: %s"
                        .formatted(finding.finding(), finding.detail()));
    }
}
