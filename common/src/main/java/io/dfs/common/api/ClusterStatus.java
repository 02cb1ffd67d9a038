package io.dfs.common.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the cluster is: facts with an age (I-10).
 *
 * @param asOf when the facts were read, by the database's clock; older than now if the database does not answer
 * @param ageMillis how old they are
 * @param problem why parts of it are missing or old; null if nothing is
 * @param endangered the first files with a chunk of fewer than two good replicas; a file that wants one replica is not endangered
 * @param endangeredFileCount how many there are in all
 * @param storable what still fits; null if the nodes could not be read
 */
public record ClusterStatus(
        ClusterInfo cluster,
        @Nullable Instant asOf,
        long ageMillis,
        @Nullable String problem,
        SafeModeState safeMode,
        List<Alarm> alarms,
        List<NodeStatus> nodes,
        List<ReplicaCensus> chunks,
        VerifiedAges verified,
        List<EndangeredFile> endangered,
        long endangeredFileCount,
        RepairProgress repairs,
        WaitingBytes waiting,
        long metadataEpoch,
        @Nullable StorableBytes storable) {

    public ClusterStatus {
        alarms = List.copyOf(alarms);
        nodes = List.copyOf(nodes);
        chunks = List.copyOf(chunks);
        endangered = List.copyOf(endangered);
    }
}
