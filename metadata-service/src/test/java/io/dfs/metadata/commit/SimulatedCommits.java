package io.dfs.metadata.commit;

import io.dfs.common.api.ExtentCommit;
import io.dfs.common.api.FileCommit;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.Receipt;
import io.dfs.common.token.TokenSigner;
import io.dfs.metadata.cluster.KnownNode;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.removal.ReplicaKey;
import io.dfs.metadata.simulation.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Commits on rows in memory: {@link ReceiptRules}, {@link OldReceipts} and {@link RecordedChunk} decide what is accepted. */
public final class SimulatedCommits {

    private static final ClusterId CLUSTER = new ClusterId(new UUID(0, 1));
    private static final Duration LOOK_BACK = TokenSigner.RECEIPT_LIFETIME.plus(TokenSigner.CLOCK_SKEW.multipliedBy(2));

    /** A node's word that it has written the chunk. */
    public record Signed(ChunkId chunk, NodeId node, long lengthBytes, Instant at) {}

    private SimulatedCommits() {}

    /** Whether the chunks are recorded now; if not, nothing is. */
    public static boolean commit(
            Database db, List<Signed> receipts, int factor, Map<NodeId, NodeView> nodes, Instant now) {
        Map<NodeId, KnownNode> known = new HashMap<>();
        nodes.forEach((id, node) -> known.put(
                id,
                new KnownNode(node.address(), node.health(), node.adminState(), node.activeTransfers(), node.slow())));
        try {
            Map<ChunkId, WrittenChunk> written = ReceiptRules.chunks(
                    List.of(file(receipts, factor)),
                    receipts.stream()
                            .filter(receipt -> !receipt.at()
                                    .plus(TokenSigner.RECEIPT_LIFETIME)
                                    .isBefore(now))
                            .map(SimulatedCommits::receipt)
                            .toList(),
                    CLUSTER,
                    known,
                    2);
            return record(db, written.values(), known, now);
        } catch (DfsException e) {
            return false;
        }
    }

    private static boolean record(
            Database db, Collection<WrittenChunk> written, Map<NodeId, KnownNode> known, Instant now) {
        Map<NodeId, Instant> reportedAt = new HashMap<>();
        db.nodes.forEach((id, node) -> {
            if (node.reportedAt != null) {
                reportedAt.put(id, node.reportedAt);
            }
        });
        List<WrittenChunk> proven = OldReceipts.withoutContradicted(written, now, reportedAt, named(db, written));
        Map<ChunkId, RecordedChunk> recorded = new HashMap<>();
        for (WrittenChunk chunk : proven) {
            Set<ReplicaKey> gone = db.removals.leavingOrLeftWithin(LOOK_BACK, chunk.id(), now);
            boolean leaving =
                    chunk.holders().stream().anyMatch(node -> gone.contains(new ReplicaKey(chunk.id(), node)));
            if (leaving || db.chunks.containsKey(chunk.id())) {
                return false;
            }
            recorded.put(chunk.id(), RecordedChunk.fresh(chunk));
        }
        RecordedChunk.missing(recorded, RecordedChunk.keepers(known, Set.of()), known, 2);
        proven.forEach(chunk -> insert(db, chunk, now));
        return true;
    }

    private static void insert(Database db, WrittenChunk chunk, Instant now) {
        db.insert(chunk.id(), chunk.lengthBytes(), chunk.replicationFactor());
        chunk.signedAt()
                .forEach((node, signedAt) -> db.put(
                        chunk.id(),
                        node,
                        new Database.Replica(ReplicaState.GOOD, OldReceipts.verifiedAt(signedAt, now), null)));
    }

    private static Set<ReplicaKey> named(Database db, Collection<WrittenChunk> written) {
        Set<ReplicaKey> named = new HashSet<>();
        for (WrittenChunk chunk : written) {
            for (NodeId node : chunk.holders()) {
                if (db.replica(chunk.id(), node) != null || db.orphansOf(node).containsKey(chunk.id())) {
                    named.add(new ReplicaKey(chunk.id(), node));
                }
            }
        }
        return named;
    }

    private static Receipt receipt(Signed signed) {
        return new Receipt(CLUSTER, signed.chunk(), signed.node(), signed.lengthBytes(), Database.CRC, signed.at());
    }

    private static FileCommit file(List<Signed> receipts, int factor) {
        Map<ChunkId, Long> lengths = new LinkedHashMap<>();
        receipts.forEach(receipt -> lengths.put(receipt.chunk(), receipt.lengthBytes()));
        List<ExtentCommit> extents = new ArrayList<>();
        lengths.forEach((chunk, length) -> extents.add(new ExtentCommit(chunk, 0, length, Database.CRC)));
        long length = lengths.values().stream().mapToLong(Long::longValue).sum();
        return Upload.ofExtents("/f", extents)
                .withReplicationFactor(factor)
                .withLengthBytes(length)
                .withCrc32c(Crc32c.EMPTY)
                .commit();
    }
}
