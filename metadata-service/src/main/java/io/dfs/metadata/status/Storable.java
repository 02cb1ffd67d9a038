package io.dfs.metadata.status;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.StorableBytes;
import io.dfs.metadata.placement.WriteRefusals;
import java.util.List;

/** How much still fits. Pure. */
final class Storable {

    private Storable() {}

    static StorableBytes in(List<NodeStatus> nodes, int replicationFactor) {
        List<Long> free = nodes.stream()
                .filter(node -> WriteRefusals.of(node).isEmpty())
                .map(node -> node.space().freeBytes())
                .toList();
        int known = Math.toIntExact(nodes.stream()
                .filter(node -> node.adminState() != AdminState.DRAINED)
                .count());
        return new StorableBytes(replicationFactor, free.size(), known, bytes(free, replicationFactor));
    }

    /**
     * The largest total of which every byte can lie on {@code replicationFactor} different nodes. A node takes each byte once,
     * so what a node has free beyond the total is of no use: without the k largest nodes, the others must take the remaining
     * replicas of every byte. The tightest of these bounds can be reached (McNaughton's wrap-around rule). Zones are left out: two
     * replicas share one when no other has free space.
     */
    static long bytes(List<Long> free, int replicationFactor) {
        List<Long> ascending = free.stream().sorted().toList();
        long most = Long.MAX_VALUE;
        for (int largest = 0; largest < replicationFactor; largest++) {
            long rest = 0;
            for (int i = 0; i < ascending.size() - largest; i++) {
                rest += ascending.get(i);
            }
            most = Math.min(most, rest / (replicationFactor - largest));
        }
        return most;
    }
}
