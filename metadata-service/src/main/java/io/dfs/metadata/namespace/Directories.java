package io.dfs.metadata.namespace;

import io.dfs.common.api.EntryKind;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.Ids;
import io.dfs.metadata.database.ChangedMeanwhileException;
import io.dfs.metadata.database.DatabaseProduct;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Directories to make something in. Within one transaction: {@link #ensureParentsOf} first, then insert, then {@link #verify}.
 *
 * <p>Against a removal at the same time: an insert (or, where the database does not do so, {@code verify}) locks its parent's
 * row, which the removal of that directory locks too, so one waits for the other. A removal further up does not meet that lock; {@code verify} sees it if it has committed before,
 * and if it commits after, the new file was there first and goes to the trash with its directory.
 */
@Component
public class Directories {

    private record Missing(UUID id, UUID parentId, String name) {}

    private final JdbcTemplate jdbc;
    private final PathWalker paths;
    private final DatabaseProduct database;

    Directories(JdbcTemplate jdbc, PathWalker paths, DatabaseProduct database) {
        this.jdbc = jdbc;
        this.paths = paths;
        this.database = database;
    }

    /** The ids of the directories that the paths are in; those that are missing are made, with their parents. */
    public Map<FilePath, UUID> ensureParentsOf(Collection<FilePath> named) {
        return ensureAlong(paths.walkToParents(named).values());
    }

    /** Refuses a caller who may not write there, or may not know what is there. */
    public void requireWritable(FilePath path) {
        paths.walk(path).require(Right.WRITE);
    }

    /**
     * Makes exactly what the walks lack. A caller that has decided by a walk gives that one, not a path to walk again. As nothing is
     * put into a directory without this, here it is decided whether the caller may write.
     */
    Map<FilePath, UUID> ensureAlong(Collection<Walk> walks) {
        Map<FilePath, UUID> ids = new HashMap<>();
        Map<FilePath, Missing> missing = new TreeMap<>(FilePaths.BY_BYTES);
        walks.forEach(walk -> {
            walk.require(Right.WRITE);
            walk.requireDirectories();
            plan(walk, ids, missing);
        });
        insert(List.copyOf(missing.values()));
        missing.forEach((path, directory) -> ids.put(path, directory.id()));
        return ids;
    }

    /** The last step: notices if one of the directories has been moved away since. */
    public void verify(Map<FilePath, UUID> directories) {
        if (!database.locksParentsOnInsert()) {
            // So late, because everybody who puts something into one of these directories waits from here on.
            lock(directories.values());
        }
        // With a directory all those above it are followed, which are in the map, too.
        Set<FilePath> lowest = new LinkedHashSet<>(directories.keySet());
        directories.keySet().forEach(path -> Stream.ofNullable(path.parent()).forEach(lowest::remove));
        paths.followAll(lowest).forEach((path, walk) -> {
            for (int depth = 0; depth <= path.names().size(); depth++) {
                requireSame(walk, depth, directories);
            }
        });
    }

    private static void requireSame(Walk walk, int depth, Map<FilePath, UUID> directories) {
        FilePath path = walk.pathAt(depth);
        boolean same = walk.leadsTo(depth) && walk.idAt(depth).equals(directories.get(path));
        if (!same) {
            throw new ChangedMeanwhileException("directory %s was moved away meanwhile".formatted(path));
        }
    }

    /** Puts what the walk found into {@code ids} and what it lacks into {@code missing}. */
    private static void plan(Walk walk, Map<FilePath, UUID> ids, Map<FilePath, Missing> missing) {
        int depths = walk.path().names().size();
        UUID parentId = walk.idAt(walk.steps().size());
        for (int depth = 0; depth <= walk.steps().size(); depth++) {
            ids.put(walk.pathAt(depth), walk.idAt(depth));
        }
        for (int depth = walk.steps().size() + 1; depth <= depths; depth++) {
            UUID parent = parentId;
            FilePath path = walk.pathAt(depth);
            parentId = missing.computeIfAbsent(path, p -> new Missing(Ids.next(), parent, p.name()))
                    .id();
        }
    }

    /** In the order of the ids, so that two that lock the same ones don't block each other. */
    private void lock(Collection<UUID> ids) {
        for (List<UUID> part : SqlLists.parts(List.copyOf(new TreeSet<>(ids)))) {
            jdbc.queryForList(
                    "SELECT id FROM entry WHERE id IN (%s) ORDER BY id FOR UPDATE"
                            .formatted(SqlLists.placeholders(part.size())),
                    byte[].class,
                    part.stream().map(SqlValues::bytes).toArray());
        }
    }

    private void insert(List<Missing> directories) {
        jdbc.batchUpdate("""
                INSERT INTO entry (id, parent_id, name, kind, created_at, modified_at)
                VALUES (?, ?, ?, ?, CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6))
                """, directories, SqlLists.MAX_VALUES, (row, directory) -> {
            row.setBytes(1, SqlValues.bytes(directory.id()));
            row.setBytes(2, SqlValues.bytes(directory.parentId()));
            row.setBytes(3, directory.name().getBytes(StandardCharsets.UTF_8));
            row.setString(4, EntryKind.DIRECTORY.name());
        });
    }
}
