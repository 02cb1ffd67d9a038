package io.dfs.metadata.report;

import io.dfs.common.api.ChunkReportPage;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.id.ChunkId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares what a node reports with what is recorded of it. Nothing of it leads to a removal of anything needed (I-4). */
final class PageMerge {

    /**
     * What a page says of its range.
     *
     * @param failing those of the chunks whose data directory has failed
     */
    record Reported(Set<ChunkId> chunks, Set<ChunkId> failing) {

        static Reported of(ChunkReportPage page) {
            List<ChunkId> failing = page.failing();
            return new Reported(Set.copyOf(page.chunks()), failing == null ? Set.of() : Set.copyOf(failing));
        }
    }

    /**
     * What becomes of recorded replicas.
     *
     * @param missing the node does not have them
     * @param failing the node has them in data directories that have failed
     * @param back the node has them, though they were taken for missing or failing: it must verify them
     * @param seen recorded and reported
     */
    record Recorded(List<ChunkId> missing, List<ChunkId> failing, List<ChunkId> back, Set<ChunkId> seen) {}

    /**
     * What becomes of reported chunks that are not recorded on the node.
     *
     * @param adopted chunks that are known: the node must verify them
     * @param reclaimed chunks that were given up: they are to go, now as before
     * @param unknown claims only
     */
    record Unrecorded(List<ChunkId> adopted, List<ChunkId> reclaimed, List<ChunkId> unknown) {}

    /** What is known of a chunk, wherever its replicas are. */
    enum Standing {
        WANTED,
        RECLAIMED
    }

    private PageMerge() {}

    /**
     * @param replicas recorded in the page's range, all in this state
     * @param startedAt before the node began to list; what was found out since is not judged
     */
    static Recorded recorded(Reported reported, ReplicaState state, List<RecordedReplica> replicas, Instant startedAt) {
        Recorded found = new Recorded(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new HashSet<>());
        for (RecordedReplica replica : replicas) {
            ChunkId chunk = replica.chunkId();
            if (reported.chunks().contains(chunk)) {
                found.seen().add(chunk);
            }
            if (replica.isOlderThan(startedAt)) {
                compare(chunk, reported, state, found);
            }
        }
        return found;
    }

    private static void compare(ChunkId chunk, Reported reported, ReplicaState state, Recorded found) {
        boolean there = reported.chunks().contains(chunk);
        boolean failing = reported.failing().contains(chunk);
        switch (state) {
            case GOOD, SUSPECT -> {
                if (!there) {
                    found.missing().add(chunk);
                } else if (failing) {
                    found.failing().add(chunk);
                }
            }
            case FAILING -> {
                if (!there) {
                    found.missing().add(chunk);
                } else if (!failing) {
                    found.back().add(chunk);
                }
            }
            case MISSING -> {
                if (failing) {
                    found.failing().add(chunk);
                } else if (there) {
                    found.back().add(chunk);
                }
            }
            // Fenced, whether the bad file is still there or not.
            case CORRUPT -> {}
        }
    }

    /**
     * @param chunks reported and not recorded on the node
     * @param known of those that the metadata knows
     * @param leaving of those that a removal of this node names: it decides
     */
    static Unrecorded unrecorded(Collection<ChunkId> chunks, Map<ChunkId, Standing> known, Set<ChunkId> leaving) {
        Unrecorded found = new Unrecorded(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (ChunkId chunk : chunks) {
            if (!leaving.contains(chunk)) {
                Standing standing = known.get(chunk);
                if (standing == null) {
                    found.unknown().add(chunk);
                } else {
                    switch (standing) {
                        case WANTED -> found.adopted().add(chunk);
                        case RECLAIMED -> found.reclaimed().add(chunk);
                    }
                }
            }
        }
        return found;
    }
}
