package io.dfs.metadata.namespace;

import io.dfs.common.api.UndeleteRequest;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.caller.Callers;
import io.dfs.metadata.database.ChangedMeanwhileException;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.namespace.TrashSearch.Found;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Brings entries back from the trash, as they were: content, version and times. Whatever is in the trash still has its
 * extents, so its chunks are referenced and were not given up. A purge locks the removed entry's row as this does: the one
 * that comes second sees what the first has done.
 */
@Component
public class Undeletion {

    private final TrashSearch search;
    private final PathWalker paths;
    private final Directories directories;
    private final ForeignTrees foreignTrees;
    private final TreeDepth depth;
    private final JdbcClient jdbc;

    Undeletion(
            TrashSearch search,
            PathWalker paths,
            Directories directories,
            ForeignTrees foreignTrees,
            TreeDepth depth,
            JdbcClient jdbc) {
        this.search = search;
        this.paths = paths;
        this.directories = directories;
        this.foreignTrees = foreignTrees;
        this.depth = depth;
        this.jdbc = jdbc;
    }

    /** Within the caller's transaction. Returns where the entry stands now; parents that are missing are made. */
    public FilePath undelete(UndeleteRequest request) {
        FilePath target = request.to() == null ? request.path() : request.to();
        FilePath parent = target.parent();
        if (parent == null || request.path().isRoot()) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST, "the root directory / is never removed: give the path of what was");
        }
        Callers.requireReach(List.of(request.path(), target));
        Optional<Found> found = find(request);
        if (found.isEmpty()) {
            requireBackAlready(request, target);
            return target;
        }
        requireMayTake(found.get(), request.path());
        requireRoomForPaths(found.get(), request.path(), target);
        lock(found.get(), request);
        Walk standing = paths.walk(target);
        standing.require(Right.WRITE);
        if (standing.target().isPresent()) {
            throw new DfsException(
                    ErrorCode.ALREADY_EXISTS,
                    "%s exists: move it away first, or undelete to another place (to)".formatted(target));
        }
        Map<FilePath, UUID> made = directories.ensureParentsOf(List.of(target));
        UUID parentId = made.get(parent);
        if (parentId == null) {
            throw new IllegalStateException("an ensured directory has an id");
        }
        move(found.get(), parentId, target.name());
        directories.verify(made);
        return target;
    }

    private void requireMayTake(Found found, FilePath path) {
        if (!found.right().includes(Right.WRITE)) {
            throw new DfsException(
                    ErrorCode.FORBIDDEN,
                    "%s is not yours to change, so it is not yours to undelete: ask an owner of the tree, or an admin"
                            .formatted(path));
        }
        foreignTrees.requireNoneIn(found.entry(), path);
    }

    /** What is below has had a path that is no longer than may be; below a longer one no one could ask for it. */
    private void requireRoomForPaths(Found found, FilePath from, FilePath to) {
        if (to.lengthBytes() <= from.lengthBytes()) {
            return;
        }
        int longest =
                to.lengthBytes() + depth.longestPathBelowBytes(found.entry().id());
        if (longest > FilePath.MAX_BYTES) {
            throw new DfsException(
                    ErrorCode.INVALID_PATH,
                    "at %s the longest path in it would have %d bytes; the limit is %d: undelete to a shorter path"
                            .formatted(to, longest, FilePath.MAX_BYTES));
        }
    }

    private Optional<Found> find(UndeleteRequest request) {
        return request.trashId() == null ? search.latest(request.path()) : search.of(request.trashId(), request.path());
    }

    /** If the answer of an earlier request was lost, what it asks for is done (I-8). */
    private void requireBackAlready(UndeleteRequest request, FilePath target) {
        Optional<UUID> standing = paths.walk(target).target().map(Walk.Step::id);
        if (request.trashId() != null
                && standing.filter(request.trashId()::equals).isPresent()) {
            return;
        }
        String what = request.trashId() == null
                ? "nothing that was removed from %s is in the trash".formatted(request.path())
                : "%s was not removed with %s, or is no longer in the trash"
                        .formatted(request.path(), request.trashId());
        throw new DfsException(
                ErrorCode.NOT_FOUND,
                what + (standing.isPresent() && request.to() == null ? ", but the path exists" : "")
                        + ": 'dfs trash' lists what can be undeleted");
    }

    private void lock(Found found, UndeleteRequest request) {
        Stream.of(found.trashId(), found.entry().id())
                .distinct()
                .sorted()
                .forEach(id -> jdbc.sql("SELECT id FROM entry WHERE id = ? FOR UPDATE")
                        .param(SqlValues.bytes(id))
                        .query(byte[].class)
                        .list());
        if (!search.of(found.trashId(), request.path()).filter(found::equals).isPresent()) {
            throw new ChangedMeanwhileException(
                    "%s left the trash, or changed in it, meanwhile".formatted(request.path()));
        }
    }

    private void move(Found found, UUID parentId, String name) {
        jdbc.sql("UPDATE entry SET parent_id = ?, name = ? WHERE id = ?")
                .params(
                        SqlValues.bytes(parentId),
                        name.getBytes(StandardCharsets.UTF_8),
                        SqlValues.bytes(found.entry().id()))
                .update();
        if (found.isWhole()) {
            jdbc.sql("DELETE FROM trash WHERE entry_id = ?")
                    .param(SqlValues.bytes(found.trashId()))
                    .update();
        }
    }
}
