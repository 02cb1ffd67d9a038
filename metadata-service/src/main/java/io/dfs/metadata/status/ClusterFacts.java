package io.dfs.metadata.status;

import io.dfs.common.api.DiskStatus;
import io.dfs.common.api.EndangeredFile;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.RepairClass;
import io.dfs.common.api.RepairProgress;
import io.dfs.common.api.SafeModeState;
import io.dfs.common.api.StorableBytes;
import io.dfs.common.api.VerifiedAges;
import io.dfs.common.api.WaitingBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Everything that one reading of the database tells of the cluster. */
record ClusterFacts(
        Part<Long> metadataEpoch,
        Part<SafeModeState> safeMode,
        Part<NodeFacts> nodes,
        Part<List<ChunkGroup>> chunks,
        Part<VerifiedAges> verified,
        Part<EndangeredFiles> endangered,
        Part<RepairFacts> repairs,
        Part<WaitingFacts> waiting,
        Part<BackUp> backUp) {

    /**
     * @param unknown nodes whose unknown chunks are too many to be taken for left-overs
     * @param storable what still fits
     * @param diskWarnings what can't be used on disks that work
     * @param disks present and remembered ones
     * @param held nodes with unknown chunks that the database may have forgotten
     */
    record NodeFacts(
            List<NodeStatus> nodes,
            StorableBytes storable,
            List<UnacceptedChunks> unknown,
            List<DiskWarnings> diskWarnings,
            List<DiskStatus> disks,
            List<HeldChunks> held) {

        NodeFacts(
                List<NodeStatus> nodes, StorableBytes storable, List<UnacceptedChunks> unknown, List<HeldChunks> held) {
            this(nodes, storable, unknown, List.of(), List.of(), held);
        }
    }

    /**
     * What is not removed from a node before an admin accepts it.
     *
     * @param chunks in service
     * @param quarantined files in quarantine
     * @param quarantinedBytes of those files; how large the chunks in service are only their node knows
     */
    record HeldChunks(String node, long chunks, long quarantined, long quarantinedBytes) {

        HeldChunks plus(HeldChunks other) {
            return new HeldChunks(
                    node,
                    chunks + other.chunks,
                    quarantined + other.quarantined,
                    quarantinedBytes + other.quarantinedBytes);
        }
    }

    /** Sentences of one node. */
    record DiskWarnings(String node, List<String> warnings) {}

    /** @param unknown chunks that no one has accepted as orphans */
    record UnacceptedChunks(String node, long reported, long unknown) {}

    /**
     * Referenced chunks that have the same in common.
     *
     * @param readable whether a replica can be read, be it a suspect one
     */
    record ChunkGroup(int replicationFactor, int goodReplicas, boolean readable, long chunks, long lengthBytes) {

        boolean endangered() {
            return readable && (goodReplicas == 0 || (goodReplicas == 1 && replicationFactor > 1));
        }
    }

    record EndangeredFiles(List<EndangeredFile> first, long total) {}

    /**
     * @param stuckItems work items that have failed again and again
     * @param queues one per class that has items
     */
    record RepairFacts(RepairProgress progress, long stuckItems, List<RepairQueue> queues) {}

    /**
     * @param oldest how long its oldest item has been waiting
     * @param mostAttempts of one item
     */
    record RepairQueue(RepairClass repairClass, Duration oldest, int mostAttempts) {

        RepairQueue and(RepairQueue other) {
            return new RepairQueue(
                    repairClass,
                    oldest.compareTo(other.oldest) > 0 ? oldest : other.oldest,
                    Math.max(mostAttempts, other.mostAttempts));
        }
    }

    /**
     * @param failingRemovals removals whose last step failed
     * @param clockJump null if nothing is held up by one
     */
    record WaitingFacts(
            WaitingBytes bytes,
            long failingRemovals,
            @Nullable ClockJump clockJump) {}

    /**
     * The database's clock jumped.
     *
     * @param pausedUntil nothing is reclaimed before
     */
    record ClockJump(Duration by, Instant pausedUntil) {}

    /**
     * The last back-up of the metadata.
     *
     * @param known whether this is a database whose back-ups are written down; all else means nothing if not
     * @param ever whether there was one
     * @param age of what it holds; without one, of the cluster
     * @param limit the age from which on it is an alarm
     */
    record BackUp(boolean known, boolean ever, Duration age, Duration limit) {

        static final BackUp UNKNOWN = new BackUp(false, false, Duration.ZERO, Duration.ZERO);

        boolean isOld() {
            return known && age.compareTo(limit) > 0;
        }
    }

    /** Before anything was read. */
    static final ClusterFacts NONE = new ClusterFacts(
            Part.never(0L),
            Part.never(new SafeModeState(SafeModeState.Mode.STARTING, "nothing has been read from the database", null)),
            Part.never(new NodeFacts(List.of(), new StorableBytes(1, 0, 0, 0), List.of(), List.of())),
            Part.never(List.of()),
            Part.never(new VerifiedAges(0, 0, 0)),
            Part.never(new EndangeredFiles(List.of(), 0)),
            Part.never(new RepairFacts(new RepairProgress(List.of(), 0, null), 0, List.of())),
            Part.never(new WaitingFacts(new WaitingBytes(0, 0, 0, 0, 0, 0, 0, 0), 0, null)),
            Part.never(BackUp.UNKNOWN));

    /** When the oldest of the parts that were ever read was true. */
    Optional<Instant> asOf() {
        return parts().map(Part::asOf).filter(Objects::nonNull).min(Comparator.naturalOrder());
    }

    /** How much older the oldest part is than the newest. */
    Duration spread() {
        Optional<Instant> newest =
                parts().map(Part::asOf).filter(Objects::nonNull).max(Comparator.naturalOrder());
        return newest.flatMap(last -> asOf().map(first -> Duration.between(first, last)))
                .orElse(Duration.ZERO);
    }

    List<String> problems() {
        return parts().map(Part::problem).filter(Objects::nonNull).toList();
    }

    private Stream<Part<?>> parts() {
        return Stream.of(metadataEpoch, safeMode, nodes, chunks, verified, endangered, repairs, waiting, backUp);
    }
}
