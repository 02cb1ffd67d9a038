package io.dfs.metadata.namespace;

import io.dfs.common.api.TreeRole;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.database.SqlValues;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What a caller may do with removed entries: what he may do now in the directory that each was removed from, by that directory's
 * access list and those above it, and by the entry's own. If that directory is no longer at its place, its access list no longer
 * tells, and the entry is only for who removed it, if he may do as much in what is at that place now. Admins may everything.
 */
@Component
class TrashRights {

    /** The columns that {@link #removal} reads, of {@code trash t JOIN entry e}. */
    static final String COLUMNS = "t.entry_id, t.original_path, t.directory_id, t.deleted_by, e.restricted";

    /**
     * A removal, as its row in the trash has it.
     *
     * @param directoryId where the entry was; null in rows that are older than the column
     * @param deletedBy null in rows that are older than the column
     * @param restricted whether the entry has an access list itself
     */
    record Removal(
            UUID trashId,
            FilePath path,
            @Nullable UUID directoryId,
            @Nullable String deletedBy,
            boolean restricted) {}

    private final PathWalker paths;
    private final TreeGrants grants;

    TrashRights(PathWalker paths, TreeGrants grants) {
        this.paths = paths;
        this.grants = grants;
    }

    static Removal removal(ResultSet row) throws SQLException {
        byte[] deletedBy = row.getBytes("deleted_by");
        return new Removal(
                SqlValues.uuid(row.getBytes("entry_id")),
                FilePath.valueOf(new String(row.getBytes("original_path"), StandardCharsets.UTF_8)),
                SqlValues.uuidOrNull(row.getBytes("directory_id")),
                deletedBy == null ? null : new String(deletedBy, StandardCharsets.UTF_8),
                row.getBoolean("restricted"));
    }

    /**
     * By the ids in the trash. Costs one statement per level of the deepest directory, and none for admins.
     *
     * @param asked a path that is asked about; the way to it is followed in any case, so that it costs the same whether something
     *     was removed there or not; null if it is about no path
     */
    Map<UUID, Right> of(Collection<Removal> removals, @Nullable FilePath asked) {
        Viewer viewer = Viewer.current();
        Map<UUID, Right> rights = new HashMap<>();
        if (viewer.seesAll()) {
            removals.forEach(removal -> rights.put(removal.trashId(), viewer.right()));
            return rights;
        }
        Map<FilePath, Walk> directories = paths.followAll(
                Stream.concat(Stream.ofNullable(asked), removals.stream().map(Removal::path))
                        .flatMap(path -> Stream.ofNullable(path.parent()))
                        .toList());
        for (Removal removal : removals) {
            Walk directory = Objects.requireNonNull(
                    directories.get(removal.path().parent()),
                    "the root is never removed, and each directory has a walk");
            rights.put(removal.trashId(), isFor(viewer, removal, directory) ? directory.right() : Right.NONE);
        }
        narrow(rights, removals, viewer);
        return rights;
    }

    /** By the lists that removed directories have themselves; nothing is asked about what is hidden anyway. */
    private void narrow(Map<UUID, Right> rights, Collection<Removal> removals, Viewer viewer) {
        List<UUID> restricted = removals.stream()
                .filter(Removal::restricted)
                .map(Removal::trashId)
                .filter(id -> rights.get(id) != Right.NONE)
                .toList();
        Map<UUID, TreeRole> roles = grants.roles(viewer, restricted);
        restricted.forEach(id -> rights.computeIfPresent(id, (_, above) -> viewer.below(above, roles.get(id))));
    }

    private static boolean isFor(Viewer viewer, Removal removal, Walk directory) {
        boolean sameDirectory = directory
                .target()
                .filter(target -> target.id().equals(removal.directoryId()))
                .isPresent();
        return sameDirectory || viewer.name().equals(removal.deletedBy());
    }
}
