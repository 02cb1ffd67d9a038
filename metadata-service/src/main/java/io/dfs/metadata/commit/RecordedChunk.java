package io.dfs.metadata.commit;

import io.dfs.common.api.ReplicaState;
import io.dfs.common.error.Rejection;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.cluster.KnownNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A chunk as it is recorded once a commit has written its rows.
 *
 * @param replicas the state of each replica
 */
record RecordedChunk(int replicationFactor, Map<NodeId, ReplicaState> replicas) {

    RecordedChunk {
        replicas = Map.copyOf(replicas);
    }

    static RecordedChunk fresh(WrittenChunk chunk) {
        Map<NodeId, ReplicaState> replicas = new HashMap<>();
        chunk.holders().forEach(node -> replicas.put(node, ReplicaState.GOOD));
        return new RecordedChunk(chunk.replicationFactor(), replicas);
    }

    /**
     * Requires of every chunk good replicas on at least {@code minReplicas} nodes that are to keep them, or on as many as its
     * replication factor if that is lower (I-1). A receipt that what is recorded contradicts proves nothing.
     *
     * @param keepers the nodes that keep their replicas, read after the replicas were recorded
     * @return per chunk how many replicas it still lacks; chunks that lack none are left out
     */
    static Map<ChunkId, Integer> missing(
            Map<ChunkId, RecordedChunk> chunks, Set<NodeId> keepers, Map<NodeId, KnownNode> nodes, int minReplicas) {
        Map<ChunkId, Integer> missing = new HashMap<>();
        new TreeMap<>(chunks).forEach((id, chunk) -> {
            int good = chunk.count(keepers, Set.of(ReplicaState.GOOD));
            int needed = Math.min(minReplicas, chunk.replicationFactor);
            if (good < needed) {
                throw ReceiptRules.tooFew(id, good, needed, chunk.rejections(keepers, nodes));
            }
            int readable = chunk.count(keepers, Set.of(ReplicaState.GOOD, ReplicaState.SUSPECT));
            if (readable < chunk.replicationFactor) {
                missing.put(id, chunk.replicationFactor - readable);
            }
        });
        return missing;
    }

    private int count(Set<NodeId> keepers, Set<ReplicaState> states) {
        return Math.toIntExact(replicas.entrySet().stream()
                .filter(replica -> keepers.contains(replica.getKey()) && states.contains(replica.getValue()))
                .count());
    }

    private List<Rejection> rejections(Set<NodeId> keepers, Map<NodeId, KnownNode> nodes) {
        return replicas.entrySet().stream()
                .filter(replica -> !keepers.contains(replica.getKey()) || replica.getValue() != ReplicaState.GOOD)
                .map(replica -> rejection(replica, nodes))
                .toList();
    }

    private static Rejection rejection(Map.Entry<NodeId, ReplicaState> replica, Map<NodeId, KnownNode> nodes) {
        KnownNode node = nodes.get(replica.getKey());
        String name =
                node == null ? replica.getKey().toString() : node.address().name();
        return replica.getValue() == ReplicaState.GOOD
                ? new Rejection(name, "LEAVING", "the node is lost, or is being drained")
                : new Rejection(
                        name,
                        replica.getValue().name(),
                        "the replica has been found to be %s since its receipt".formatted(replica.getValue()));
    }

    /**
     * Those of the nodes that keep their replicas.
     *
     * @param leaving nodes that are drained, or are being drained, as read last
     */
    static Set<NodeId> keepers(Map<NodeId, KnownNode> nodes, Set<NodeId> leaving) {
        return nodes.entrySet().stream()
                .filter(node -> ReceiptRules.keepsReplicas(node.getValue()) && !leaving.contains(node.getKey()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
