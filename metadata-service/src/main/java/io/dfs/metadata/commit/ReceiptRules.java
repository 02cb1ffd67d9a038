package io.dfs.metadata.commit;

import io.dfs.common.api.ExtentCommit;
import io.dfs.common.api.FileCommit;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Rejection;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.Receipt;
import io.dfs.metadata.cluster.KnownNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What verified receipts must prove for a commit (I-1). Pure: receipts and nodes in, chunks or a refusal out. */
final class ReceiptRules {

    private ReceiptRules() {}

    /**
     * The chunks that the files use, in the order of their ids.
     *
     * @param receipts with good signatures; ones of chunks that no file uses are left aside
     * @param minReplicas lasting replicas that a chunk needs, or its replication factor if that is lower
     */
    static Map<ChunkId, WrittenChunk> chunks(
            List<FileCommit> files,
            List<Receipt> receipts,
            ClusterId cluster,
            Map<NodeId, KnownNode> nodes,
            int minReplicas) {
        receipts.forEach(receipt -> requireCluster(receipt, cluster));
        Map<ChunkId, List<Receipt>> byChunk = byChunk(receipts);
        byChunk.values().forEach(ReceiptRules::requireAgreement);
        files.forEach(file ->
                file.extents().forEach(extent -> requireFit(file, extent, byChunk.get(extent.chunkId()))));
        Map<ChunkId, WrittenChunk> chunks = new TreeMap<>();
        replicationFactors(files).forEach((id, replicationFactor) -> {
            List<Receipt> own = byChunk.getOrDefault(id, List.of());
            requireEnough(id, own, nodes, Math.min(minReplicas, replicationFactor));
            chunks.put(id, chunk(own, replicationFactor, nodes));
        });
        return chunks;
    }

    /** Whether a replica on this node counts now: the node is not lost, and is not about to be taken away. */
    static boolean keepsReplicas(@Nullable KnownNode node) {
        return node != null
                && node.health() != NodeHealth.DEAD
                && switch (node.adminState()) {
                    case IN_SERVICE, MAINTENANCE -> true;
                    case DRAINING, DRAINED -> false;
                };
    }

    private static void requireCluster(Receipt receipt, ClusterId cluster) {
        if (!receipt.clusterId().equals(cluster)) {
            throw new DfsException(
                    ErrorCode.WRONG_CLUSTER,
                    "the receipt for chunk %s is of cluster %s; this is cluster %s"
                            .formatted(receipt.chunkId(), receipt.clusterId(), cluster));
        }
    }

    private static Map<ChunkId, List<Receipt>> byChunk(List<Receipt> receipts) {
        Map<ChunkId, List<Receipt>> byChunk = new LinkedHashMap<>();
        receipts.forEach(receipt -> byChunk.computeIfAbsent(receipt.chunkId(), _ -> new ArrayList<>())
                .add(receipt));
        return byChunk;
    }

    private static void requireAgreement(List<Receipt> receipts) {
        Receipt first = receipts.getFirst();
        for (Receipt other : receipts) {
            if (other.lengthBytes() != first.lengthBytes() || !other.crc32c().equals(first.crc32c())) {
                throw new DfsException(
                        ErrorCode.RECEIPT_INVALID,
                        "the receipts for chunk %s disagree: node %s has %d bytes with CRC32C %s, node %s has %d with %s"
                                .formatted(
                                        first.chunkId(),
                                        first.nodeId(),
                                        first.lengthBytes(),
                                        first.crc32c(),
                                        other.nodeId(),
                                        other.lengthBytes(),
                                        other.crc32c()));
            }
        }
    }

    private static void requireFit(FileCommit file, ExtentCommit extent, @Nullable List<Receipt> receipts) {
        if (receipts == null) {
            return; // too few, which is found out later
        }
        Receipt chunk = receipts.getFirst();
        // Subtracted, not added: offset + length may not fit in 63 bits.
        if (extent.chunkOffset() > chunk.lengthBytes() - extent.lengthBytes()) {
            throw new DfsException(
                    ErrorCode.RECEIPT_INVALID,
                    "an extent of %s has %d bytes from offset %d of chunk %s, which has only %d"
                            .formatted(
                                    file.path(),
                                    extent.lengthBytes(),
                                    extent.chunkOffset(),
                                    chunk.chunkId(),
                                    chunk.lengthBytes()));
        }
        boolean whole = extent.lengthBytes() == chunk.lengthBytes();
        if (whole && !extent.crc32c().equals(chunk.crc32c())) {
            throw new DfsException(
                    ErrorCode.CHECKSUM_MISMATCH,
                    "chunk %s of %s has the CRC32C %s by its receipts, but %s by its extent: upload it again"
                            .formatted(chunk.chunkId(), file.path(), chunk.crc32c(), extent.crc32c()));
        }
    }

    private static Map<ChunkId, Integer> replicationFactors(List<FileCommit> files) {
        Map<ChunkId, Integer> factors = new TreeMap<>();
        for (FileCommit file : files) {
            for (ExtentCommit extent : file.extents()) {
                factors.merge(extent.chunkId(), file.replicationFactor(), Math::max);
            }
        }
        return factors;
    }

    private static void requireEnough(ChunkId id, List<Receipt> receipts, Map<NodeId, KnownNode> nodes, int needed) {
        Set<NodeId> live = new LinkedHashSet<>();
        List<Rejection> rejections = new ArrayList<>();
        for (Receipt receipt : receipts) {
            KnownNode node = nodes.get(receipt.nodeId());
            if (keepsReplicas(node)) {
                live.add(receipt.nodeId());
            } else {
                rejections.add(rejection(receipt.nodeId(), node));
            }
        }
        if (live.size() < needed) {
            throw tooFew(id, live.size(), needed, rejections);
        }
    }

    static DfsException tooFew(ChunkId id, int durable, int needed, List<Rejection> rejections) {
        return new DfsException(
                ErrorCode.TOO_FEW_REPLICAS,
                "chunk %s has %d durable replicas on nodes that are to keep them; a commit needs %d: write it to more nodes"
                        .formatted(id, durable, needed),
                rejections);
    }

    private static Rejection rejection(NodeId id, @Nullable KnownNode node) {
        if (node == null) {
            return new Rejection(id.toString(), "UNKNOWN", "no node with this id is registered");
        }
        String name = node.address().name();
        return switch (node.adminState()) {
            case DRAINED -> new Rejection(name, "DRAINED", "the node has been drained");
            case DRAINING -> new Rejection(name, "DRAINING", "the node is being drained");
            case IN_SERVICE, MAINTENANCE -> new Rejection(name, "DEAD", "the node has not been heard of for too long");
        };
    }

    private static WrittenChunk chunk(List<Receipt> receipts, int replicationFactor, Map<NodeId, KnownNode> nodes) {
        Map<NodeId, Instant> signedAt = new HashMap<>();
        receipts.stream()
                .filter(receipt -> nodes.containsKey(receipt.nodeId()))
                .forEach(receipt ->
                        signedAt.merge(receipt.nodeId(), receipt.issuedAt(), (a, b) -> a.isAfter(b) ? a : b));
        Receipt first = receipts.getFirst();
        return new WrittenChunk(first.chunkId(), first.lengthBytes(), first.crc32c(), replicationFactor, signedAt);
    }
}
