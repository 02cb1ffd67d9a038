package io.dfs.metadata.report;

import io.dfs.common.api.ChunkReportPage;
import io.dfs.common.api.RemovalReason;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.error.DfsException;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.removal.RemovalRequest;
import io.dfs.metadata.report.PageMerge.Recorded;
import io.dfs.metadata.report.PageMerge.Reported;
import io.dfs.metadata.report.PageMerge.Standing;
import io.dfs.metadata.report.PageMerge.Unrecorded;
import io.dfs.metadata.simulation.Database;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@link ChunkReports} does with a page, on rows in memory: {@link PageRules} and {@link PageMerge} decide. */
public final class SimulatedReports {

    private SimulatedReports() {}

    /** Returns what is to be removed because it was given up, or null if the page is refused. */
    public static @Nullable List<RemovalRequest> merge(Database db, NodeId node, ChunkReportPage page, Instant now) {
        try {
            PageRules.check(page, now);
        } catch (DfsException e) {
            return null;
        }
        Set<ChunkId> unrecorded = new HashSet<>(page.chunks());
        Reported reported = Reported.of(page);
        for (ReplicaState state : ReplicaState.values()) {
            Recorded found = PageMerge.recorded(reported, state, recorded(db, node, page, state), page.startedAt());
            found.missing().forEach(chunk -> mark(db, chunk, node, ReplicaState.MISSING, page.startedAt(), now));
            found.failing().forEach(chunk -> mark(db, chunk, node, ReplicaState.FAILING, page.startedAt(), now));
            found.back().forEach(chunk -> {
                if (mark(db, chunk, node, ReplicaState.SUSPECT, page.startedAt(), now)
                        instanceof Database.Replica back) {
                    back.verifiedAt = null;
                }
            });
            unrecorded.removeAll(found.seen());
        }
        List<RemovalRequest> given = takeUnrecorded(db, node, page, unrecorded, now);
        if (page.through() == null) {
            finish(db, node, page.startedAt());
        }
        return given;
    }

    private static List<RecordedReplica> recorded(Database db, NodeId node, ChunkReportPage page, ReplicaState state) {
        List<RecordedReplica> recorded = new ArrayList<>();
        for (ChunkId chunk : db.chunksOf(node)) {
            Database.Replica replica = db.replica(chunk, node);
            if (isWithin(chunk, page) && replica != null && replica.state == state) {
                recorded.add(new RecordedReplica(chunk, replica.verifiedAt, replica.observedAt));
            }
        }
        return recorded;
    }

    private static boolean isWithin(ChunkId chunk, ChunkReportPage page) {
        ChunkId after = page.after();
        ChunkId through = page.through();
        return (after == null || chunk.compareTo(after) > 0) && (through == null || chunk.compareTo(through) <= 0);
    }

    /** As {@code ReportTable.mark}: null if something is known that is newer than the report. */
    private static Database.@Nullable Replica mark(
            Database db, ChunkId chunk, NodeId node, ReplicaState state, Instant startedAt, Instant now) {
        Database.Replica replica = db.replica(chunk, node);
        if (replica == null
                || !new RecordedReplica(chunk, replica.verifiedAt, replica.observedAt).isOlderThan(startedAt)) {
            return null;
        }
        replica.state = state;
        replica.observedAt = now;
        db.changed.add(chunk);
        return replica;
    }

    private static List<RemovalRequest> takeUnrecorded(
            Database db, NodeId node, ChunkReportPage page, Set<ChunkId> unrecorded, Instant now) {
        List<ChunkId> inOrder =
                page.chunks().stream().filter(unrecorded::contains).toList();
        Map<ChunkId, Standing> standings = new HashMap<>();
        Set<ChunkId> leaving = new HashSet<>();
        for (ChunkId chunk : inOrder) {
            Database.Chunk row = db.chunks.get(chunk);
            if (row != null) {
                standings.put(chunk, row.reclaimedAt == null ? Standing.WANTED : Standing.RECLAIMED);
            }
            if (db.removals.isLeaving(chunk, node)) {
                leaving.add(chunk);
            }
        }
        Unrecorded found = PageMerge.unrecorded(inOrder, standings, leaving);
        Set<ChunkId> failing = Reported.of(page).failing();
        found.adopted()
                .forEach(chunk -> db.put(
                        chunk,
                        node,
                        new Database.Replica(
                                failing.contains(chunk) ? ReplicaState.FAILING : ReplicaState.SUSPECT, null, now)));
        found.unknown()
                .forEach(chunk -> db.orphansOf(node)
                        .merge(
                                chunk,
                                new Database.Orphan(now, now),
                                (before, _) -> new Database.Orphan(before.firstSeenAt(), now)));
        db.orphansOf(node)
                .entrySet()
                .removeIf(orphan -> isWithin(orphan.getKey(), page)
                        && orphan.getValue().lastSeenAt().isBefore(page.startedAt()));
        return found.reclaimed().stream()
                .filter(chunk -> !db.isReferenced(chunk))
                .map(chunk -> new RemovalRequest(chunk, node, 0, RemovalReason.RECLAIMED, "given up before"))
                .toList();
    }

    private static void finish(Database db, NodeId id, Instant startedAt) {
        Database.Node node = db.nodes.get(id);
        if (node == null || (node.reportedAt != null && node.reportedAt.isAfter(startedAt))) {
            return;
        }
        node.reportedAt = startedAt;
        node.unknownChunks = db.orphansOf(id).size();
        node.reportedChunks = db.chunksOf(id).size() + node.unknownChunks;
    }
}
