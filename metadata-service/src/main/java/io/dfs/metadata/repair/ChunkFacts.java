package io.dfs.metadata.repair;

import io.dfs.common.api.ReplicaState;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import java.util.List;

/**
 * A chunk as the database has it.
 *
 * @param referenced whether any file, in the trash or not, has an extent on it
 */
record ChunkFacts(
        ChunkId id,
        long lengthBytes,
        Crc32c crc32c,
        int replicationFactor,
        boolean referenced,
        List<Replica> replicas) {

    record Replica(NodeId nodeId, ReplicaState state) {

        /** Whether its bytes may be right. */
        boolean isCredible() {
            return switch (state) {
                case GOOD, SUSPECT -> true;
                case CORRUPT, MISSING -> false;
            };
        }
    }

    ChunkFacts {
        replicas = List.copyOf(replicas);
    }
}
