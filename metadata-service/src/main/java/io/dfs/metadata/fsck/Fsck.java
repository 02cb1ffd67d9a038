package io.dfs.metadata.fsck;

import io.dfs.common.api.EntryKind;
import io.dfs.common.api.FsckFinding;
import io.dfs.common.api.FsckFinding.Kind;
import io.dfs.common.api.FsckReply;
import io.dfs.common.api.FsckRequest;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.limits.Limits;
import io.dfs.metadata.namespace.PathWalker;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.node.Nodes;
import io.dfs.metadata.repair.ChunkFacts;
import io.dfs.metadata.repair.ChunkFactsReader;
import io.dfs.metadata.time.DatabaseClock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Service;

/**
 * Compares what the database says of files, extents, chunks and replicas (I-10). Looks at no work item: what repair has not
 * found yet is found here.
 */
@Service
class Fsck {

    /** A replica should be verified by then: a scrub takes half of it. */
    static final Duration LATE = Duration.ofDays(30);

    /** Chunks that are counted once although several files use them; a pack's files mostly come together. */
    private static final int MAX_REMEMBERED_CHUNKS = 100_000;

    private final PathWalker paths;
    private final FsckTables tables;
    private final ChunkFactsReader chunks;
    private final Nodes nodes;
    private final DatabaseClock clock;
    private final Transactions transactions;

    Fsck(
            PathWalker paths,
            FsckTables tables,
            ChunkFactsReader chunks,
            Nodes nodes,
            DatabaseClock clock,
            Transactions transactions) {
        this.paths = paths;
        this.tables = tables;
        this.chunks = chunks;
        this.nodes = nodes;
        this.clock = clock;
        this.transactions = transactions;
    }

    FsckReply check(FsckRequest request) {
        if (request.paths().size() > Limits.MAX_FSCK_PATHS) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "%d paths in one request; the most is %d: ask in parts"
                            .formatted(request.paths().size(), Limits.MAX_FSCK_PATHS));
        }
        if (request.paths().stream().anyMatch(Objects::isNull)) {
            throw new DfsException(ErrorCode.INVALID_REQUEST, "one of the paths is null");
        }
        Run run = new Run();
        Map<FilePath, Findings> found = run.check(new LinkedHashSet<>(request.paths()));
        // Files change while they are read; one that is inconsistent twice is not just being changed.
        Set<FilePath> doubtful = new LinkedHashSet<>();
        found.forEach((path, findings) -> {
            if (findings.has(Kind.INCONSISTENT)) {
                doubtful.add(path);
            }
        });
        found.keySet().removeAll(doubtful);
        found.putAll(run.check(doubtful));
        List<FsckFinding> findings =
                found.values().stream().flatMap(file -> file.list().stream()).toList();
        return new FsckReply(found.size(), run.checkedChunks, findings);
    }

    /** What one transaction read. */
    private record Read(Map<UUID, List<ExtentFacts>> extents, Map<ChunkId, List<ChunkCheck.Result>> results) {}

    /** One request. */
    private final class Run {

        private final Set<ChunkId> seen = new HashSet<>();
        private int checkedChunks;

        /** By path, those of the paths that are files and stay so. */
        Map<FilePath, Findings> check(Set<FilePath> wanted) {
            Map<UUID, FileCheck> files = begin(wanted);
            Map<UUID, Integer> extentCounts = transactions.call(() -> tables.extentCounts(files.keySet()));
            for (Slice slice : Slice.of(List.copyOf(files.keySet()), extentCounts)) {
                add(transactions.call(() -> read(slice)), files);
            }
            files.values().forEach(FileCheck::end);
            Map<FilePath, Findings> found = new LinkedHashMap<>();
            begin(wanted).forEach((id, now) -> {
                FileCheck checked = files.get(id);
                if (checked != null) {
                    found.put(now.file().path(), checked.findings());
                }
            });
            return found;
        }

        private Map<UUID, FileCheck> begin(Set<FilePath> wanted) {
            return transactions.call(() -> {
                Map<UUID, FilePath> ids = new LinkedHashMap<>();
                paths.walkAll(wanted)
                        .values()
                        .forEach(walk -> walk.target()
                                .filter(target -> target.kind() == EntryKind.FILE)
                                .ifPresent(target -> ids.put(target.id(), walk.path())));
                Map<UUID, FileCheck> files = new LinkedHashMap<>();
                tables.files(ids).forEach(file -> files.put(file.id(), new FileCheck(file)));
                return files;
            });
        }

        private Read read(Slice slice) {
            Map<UUID, List<ExtentFacts>> extents = tables.extents(slice.files(), slice.first(), slice.end());
            Set<ChunkId> ids = new LinkedHashSet<>();
            extents.values().forEach(file -> file.forEach(extent -> ids.add(extent.chunkId())));
            return new Read(extents, check(ids));
        }

        private void add(Read read, Map<UUID, FileCheck> files) {
            read.extents().forEach((id, ofFile) -> {
                FileCheck file = files.get(id);
                if (file != null) {
                    ofFile.forEach(file::add);
                    report(ofFile, read.results(), file.findings());
                }
            });
            count(read.results().keySet());
        }

        private void report(
                List<ExtentFacts> extents, Map<ChunkId, List<ChunkCheck.Result>> results, Findings findings) {
            extents.stream()
                    .map(ExtentFacts::chunkId)
                    .distinct()
                    .forEach(chunk -> results.getOrDefault(chunk, List.of())
                            .forEach(result -> findings.add(result.kind(), chunk, result.detail())));
        }

        private Map<ChunkId, List<ChunkCheck.Result>> check(Collection<ChunkId> ids) {
            Map<NodeId, NodeView> views = nodes.views();
            Map<ChunkId, ChunkFacts> facts = chunks.withLeaving(ids);
            Map<ChunkId, Set<NodeId>> late = tables.late(ids, clock.instant().minus(LATE));
            Map<ChunkId, List<ChunkCheck.Result>> results = new HashMap<>();
            facts.forEach((id, chunk) ->
                    results.put(id, ChunkCheck.check(chunk, views, late.getOrDefault(id, Set.of()))));
            return results;
        }

        private void count(Set<ChunkId> ids) {
            for (ChunkId id : ids) {
                boolean known = seen.contains(id);
                if (!known && seen.size() < MAX_REMEMBERED_CHUNKS) {
                    seen.add(id);
                }
                checkedChunks += known ? 0 : 1;
            }
        }
    }
}
