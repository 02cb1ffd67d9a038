package io.dfs.metadata.repair;

import io.dfs.common.api.ReplicaState;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import java.util.List;
import java.util.Set;

/**
 * A chunk as the database has it.
 *
 * @param referenced whether any file, in the trash or not, has an extent on it
 * @param reclaimed whether its replicas have been given up
 * @param leaving nodes that are to move a file of the chunk to quarantine and have not said yet that they did
 */
public record ChunkFacts(
        ChunkId id,
        long lengthBytes,
        Crc32c crc32c,
        int replicationFactor,
        boolean referenced,
        boolean reclaimed,
        List<Replica> replicas,
        Set<NodeId> leaving) {

    /** @param verified whether someone has ever read it; if not, its node only claims to have it */
    public record Replica(NodeId nodeId, ReplicaState state, boolean verified) {

        /** Whether it is, as far as anybody knows, what the chunk should have. */
        public boolean isCredible() {
            return switch (state) {
                case GOOD, SUSPECT -> true;
                case FAILING, CORRUPT, MISSING -> false;
            };
        }

        /** Whether its bytes may be right. */
        boolean isReadable() {
            return isCredible() || state == ReplicaState.FAILING;
        }
    }

    public ChunkFacts {
        replicas = List.copyOf(replicas);
        leaving = Set.copyOf(leaving);
    }

    ChunkFacts with(List<Replica> others) {
        return new ChunkFacts(id, lengthBytes, crc32c, replicationFactor, referenced, reclaimed, others, leaving);
    }

    ChunkFacts leaving(Set<NodeId> nodes) {
        return new ChunkFacts(id, lengthBytes, crc32c, replicationFactor, referenced, reclaimed, replicas, nodes);
    }
}
