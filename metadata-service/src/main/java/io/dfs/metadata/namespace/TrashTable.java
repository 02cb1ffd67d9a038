package io.dfs.metadata.namespace;

import io.dfs.common.api.EntryKind;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The statements, all on many rows, by which expired entries leave the trash. */
@Component
class TrashTable {

    /**
     * Something to be purged.
     *
     * @param path the text of where it was before it was removed
     */
    record DeadEntry(
            UUID id,
            EntryKind kind,
            String path,
            String reason,
            LocalDateTime deletedAt,
            LocalDateTime expiresAt,
            @Nullable String releasedBy) {

        /** What lies below it has the same fate. */
        private DeadEntry child(Child child) {
            return new DeadEntry(
                    child.id(), child.kind(), pathOf(child.name()), reason, deletedAt, expiresAt, releasedBy);
        }

        /** One that is too long to be written, as it never was a path, is shortened to the directory's. */
        private String pathOf(String name) {
            String below = path + "/" + name;
            return utf8(below).length > FilePath.MAX_BYTES ? path : below;
        }
    }

    private record Child(UUID id, UUID parentId, String name, EntryKind kind) {}

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    TrashTable(JdbcClient jdbc, JdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /** What has been expired for longest. Not locked: others may be about to purge the same. */
    List<UUID> expired(int limit) {
        return jdbc.sql("SELECT entry_id FROM trash WHERE expires_at <= CURRENT_TIMESTAMP(6)"
                        + " ORDER BY expires_at, entry_id LIMIT ?")
                .param(limit)
                .query((row, _) -> SqlValues.uuid(row.getBytes(1)))
                .list();
    }

    /** Those that are still there and expired, with their rows locked. */
    List<DeadEntry> lockExpired(List<UUID> ids) {
        lock(ids);
        List<DeadEntry> locked = new ArrayList<>();
        for (List<UUID> part : SqlLists.parts(ids)) {
            locked.addAll(batches.query(
                    """
                    SELECT e.id, e.kind, t.original_path, t.reason, t.deleted_at, t.expires_at, t.released_by
                      FROM trash t JOIN entry e ON e.id = t.entry_id
                     WHERE t.expires_at <= CURRENT_TIMESTAMP(6) AND t.entry_id IN (%s) ORDER BY t.entry_id""".formatted(SqlLists.placeholders(part.size())),
                    (row, _) -> new DeadEntry(
                            SqlValues.uuid(row.getBytes("id")),
                            EntryKind.valueOf(row.getString("kind")),
                            text(row.getBytes("original_path")),
                            row.getString("reason"),
                            row.getObject("deleted_at", LocalDateTime.class),
                            row.getObject("expires_at", LocalDateTime.class),
                            textOrNull(row.getBytes("released_by"))),
                    bytes(part)));
        }
        return locked;
    }

    /** Up to {@code limit} of what is in the directories, which are locked, with its rows locked too. */
    List<DeadEntry> lockChildren(List<DeadEntry> directories, int limit) {
        if (directories.isEmpty()) {
            return List.of();
        }
        Map<UUID, DeadEntry> byId = new HashMap<>();
        directories.forEach(directory -> byId.put(directory.id(), directory));
        String childrenOf = "SELECT id, parent_id, name, kind FROM entry WHERE parent_id IN (%s)"
                .formatted(SqlLists.placeholders(byId.size()));
        List<UUID> seen =
                children(childrenOf + " ORDER BY parent_id, name LIMIT " + limit, List.copyOf(byId.keySet())).stream()
                        .map(Child::id)
                        .toList();
        lock(seen);
        List<DeadEntry> locked = new ArrayList<>();
        for (List<UUID> part : SqlLists.parts(seen)) {
            String these = "SELECT id, parent_id, name, kind FROM entry WHERE id IN (%s) ORDER BY id"
                    .formatted(SqlLists.placeholders(part.size()));
            for (Child child : children(these, part)) {
                DeadEntry directory = byId.get(child.parentId());
                if (directory != null) {
                    locked.add(directory.child(child));
                }
            }
        }
        return locked;
    }

    private List<Child> children(String sql, List<UUID> ids) {
        return batches.query(
                sql,
                (row, _) -> new Child(
                        SqlValues.uuid(row.getBytes("id")),
                        SqlValues.uuid(row.getBytes("parent_id")),
                        text(row.getBytes("name")),
                        EntryKind.valueOf(row.getString("kind"))),
                bytes(ids));
    }

    /** Directories in a directory of the trash become expired entries of the trash by themselves. */
    void moveOut(List<DeadEntry> directories) {
        batches.batchUpdate(
                "UPDATE entry SET parent_id = ?, name = ? WHERE id = ?",
                directories,
                SqlLists.MAX_VALUES,
                (row, directory) -> {
                    row.setBytes(1, SqlValues.bytes(Trash.DIRECTORY_ID));
                    row.setBytes(2, utf8(directory.id().toString()));
                    row.setBytes(3, SqlValues.bytes(directory.id()));
                });
        batches.batchUpdate("""
                INSERT INTO trash (entry_id, original_path, path_crc32c, reason, deleted_at, expires_at, released_by)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """, directories, SqlLists.MAX_VALUES, (row, directory) -> {
            row.setBytes(1, SqlValues.bytes(directory.id()));
            row.setBytes(2, utf8(directory.path()));
            row.setLong(3, Crc32c.of(utf8(directory.path())).unsigned());
            row.setString(4, directory.reason());
            row.setObject(5, directory.deletedAt());
            row.setObject(6, directory.expiresAt());
            String releasedBy = directory.releasedBy();
            row.setBytes(7, releasedBy == null ? null : utf8(releasedBy));
        });
    }

    List<UUID> withoutChildren(List<UUID> directories) {
        List<UUID> empty = new ArrayList<>();
        for (List<UUID> part : SqlLists.parts(directories)) {
            empty.addAll(batches.query(
                    """
                    SELECT d.id FROM entry d
                     WHERE d.id IN (%s) AND NOT EXISTS (SELECT 1 FROM entry c WHERE c.parent_id = d.id) ORDER BY d.id""".formatted(SqlLists.placeholders(part.size())),
                    (row, _) -> SqlValues.uuid(row.getBytes(1)),
                    bytes(part)));
        }
        return empty;
    }

    /** Files without extents are left out. */
    Map<UUID, Long> extentCounts(List<UUID> files) {
        Map<UUID, Long> counts = new HashMap<>();
        for (List<UUID> part : SqlLists.parts(files)) {
            batches.query(
                    "SELECT file_id, COUNT(*) FROM extent WHERE file_id IN (%s) GROUP BY file_id"
                            .formatted(SqlLists.placeholders(part.size())),
                    row -> {
                        counts.put(SqlValues.uuid(row.getBytes(1)), row.getLong(2));
                    },
                    bytes(part));
        }
        return counts;
    }

    void deleteExtents(List<UUID> files) {
        deleteIn("DELETE FROM extent WHERE file_id IN (%s)", files);
    }

    /** The entries, and their rows in the trash where they have one. */
    void delete(List<UUID> entries) {
        deleteIn("DELETE FROM trash WHERE entry_id IN (%s)", entries);
        deleteIn("DELETE FROM entry WHERE id IN (%s)", entries);
    }

    private void deleteIn(String sql, List<UUID> ids) {
        for (List<UUID> part : SqlLists.parts(ids)) {
            batches.update(sql.formatted(SqlLists.placeholders(part.size())), bytes(part));
        }
    }

    /** In the order of the ids, so that two that lock the same ones don't block each other. */
    private void lock(List<UUID> ids) {
        for (List<UUID> part : SqlLists.parts(ids.stream().sorted().toList())) {
            batches.queryForList(
                    "SELECT id FROM entry WHERE id IN (%s) ORDER BY id FOR UPDATE"
                            .formatted(SqlLists.placeholders(part.size())),
                    byte[].class,
                    bytes(part));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static @Nullable String textOrNull(byte @Nullable [] utf8) {
        return utf8 == null ? null : text(utf8);
    }

    private static Object[] bytes(List<UUID> ids) {
        return ids.stream().map(SqlValues::bytes).toArray();
    }
}
