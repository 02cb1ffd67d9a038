package io.dfs.metadata.commit;

import io.dfs.common.api.EntryKind;
import io.dfs.common.api.ExtentCommit;
import io.dfs.common.api.FileCommit;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.Json;
import io.dfs.metadata.database.ChangedMeanwhileException;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Reads and writes files and extents in batches. */
@Component
class EntryTable {

    private static final String SELECT =
            "SELECT id, parent_id, name, kind, version, length_bytes, crc32c, upload_id, restricted FROM entry";

    /** A file to insert. */
    record NewFile(UUID id, UUID parentId, long version, FileCommit commit) {}

    private record NewExtent(UUID fileId, int position, ExtentCommit extent) {}

    private final JdbcTemplate jdbc;

    EntryTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What stands at the files' paths, locked against everybody else's changes. What is not there can't be locked; two
     * who insert the same meet at the unique key.
     */
    Map<FilePath, StandingEntry> lock(List<FileCommit> files, Map<FilePath, UUID> directories) {
        Map<FilePath, StandingEntry> seen = find(files, directories);
        List<byte[]> ids = seen.values().stream()
                .map(StandingEntry::id)
                .sorted()
                .map(SqlValues::bytes)
                .toList();
        Map<UUID, StandingEntry> locked = new HashMap<>();
        for (List<byte[]> part : SqlLists.parts(ids)) {
            jdbc.query(
                            SELECT
                                    + " WHERE id IN (%s) ORDER BY id FOR UPDATE"
                                            .formatted(SqlLists.placeholders(part.size())),
                            (row, _) -> standing(row),
                            part.toArray())
                    .forEach(entry -> locked.put(entry.id(), entry));
        }
        seen.replaceAll((path, before) -> {
            StandingEntry now = locked.get(before.id());
            if (now == null
                    || !now.parentId().equals(before.parentId())
                    || !now.name().equals(before.name())) {
                throw new ChangedMeanwhileException("%s was moved away meanwhile".formatted(path));
            }
            return now;
        });
        return seen;
    }

    private Map<FilePath, StandingEntry> find(List<FileCommit> files, Map<FilePath, UUID> directories) {
        Map<FilePath, StandingEntry> found = new HashMap<>();
        for (List<FileCommit> part : SqlLists.parts(files)) {
            Map<UUID, Map<String, FilePath>> paths = new HashMap<>();
            List<byte[]> keys = new ArrayList<>();
            for (FileCommit file : part) {
                UUID parentId = parentId(file, directories);
                paths.computeIfAbsent(parentId, _ -> new HashMap<>())
                        .put(file.path().name(), file.path());
                keys.add(SqlValues.bytes(parentId));
                keys.add(bytes(file.path().name()));
            }
            String where = " WHERE (parent_id, name) IN (%s)".formatted(SqlLists.pairPlaceholders(part.size()));
            for (StandingEntry entry : jdbc.query(SELECT + where, (row, _) -> standing(row), keys.toArray())) {
                FilePath path = paths.getOrDefault(entry.parentId(), Map.of()).get(entry.name());
                if (path != null) {
                    found.put(path, entry);
                }
            }
        }
        return found;
    }

    void insert(List<NewFile> files) {
        jdbc.batchUpdate("""
                INSERT INTO entry (id, parent_id, name, kind, length_bytes, crc32c, replication_factor, chunk_size_bytes,
                    version, upload_id, content_type, attributes, created_at, modified_at)
                VALUES (?, ?, ?, 'FILE', ?, ?, ?, ?, ?, ?, ?, ?, CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6))
                """, files, SqlLists.MAX_VALUES, EntryTable::bind);
        List<NewExtent> extents = new ArrayList<>();
        for (NewFile file : files) {
            for (ExtentCommit extent : file.commit().extents()) {
                int first = extents.isEmpty() || !extents.getLast().fileId().equals(file.id())
                        ? 0
                        : extents.getLast().position() + 1;
                extents.add(new NewExtent(file.id(), first, extent));
            }
        }
        insertExtents(extents);
    }

    private static void bind(PreparedStatement row, NewFile file) throws SQLException {
        FileCommit commit = file.commit();
        Map<String, String> attributes = FileRules.attributes(commit);
        row.setBytes(1, SqlValues.bytes(file.id()));
        row.setBytes(2, SqlValues.bytes(file.parentId()));
        row.setBytes(3, bytes(commit.path().name()));
        row.setLong(4, commit.lengthBytes());
        row.setLong(5, commit.crc32c().unsigned());
        row.setInt(6, commit.replicationFactor());
        row.setLong(7, commit.chunkSizeBytes());
        row.setLong(8, file.version());
        row.setBytes(9, SqlValues.bytes(commit.uploadId()));
        row.setString(10, commit.contentType());
        row.setString(11, attributes.isEmpty() ? null : new String(Json.write(attributes), StandardCharsets.UTF_8));
    }

    private void insertExtents(List<NewExtent> extents) {
        jdbc.batchUpdate("""
                INSERT INTO extent (file_id, position, chunk_id, chunk_offset, length_bytes, crc32c)
                VALUES (?, ?, ?, ?, ?, ?)
                """, extents, SqlLists.MAX_VALUES, (row, extent) -> {
            row.setBytes(1, SqlValues.bytes(extent.fileId()));
            row.setInt(2, extent.position());
            row.setBytes(3, SqlValues.bytes(extent.extent().chunkId().value()));
            row.setLong(4, extent.extent().chunkOffset());
            row.setLong(5, extent.extent().lengthBytes());
            row.setLong(6, extent.extent().crc32c().unsigned());
        });
    }

    private static UUID parentId(FileCommit file, Map<FilePath, UUID> directories) {
        UUID id = directories.get(file.path().parent());
        if (id == null) {
            throw new IllegalStateException("every parent has been ensured");
        }
        return id;
    }

    private static StandingEntry standing(ResultSet row) throws SQLException {
        return new StandingEntry(
                SqlValues.uuid(row.getBytes("id")),
                SqlValues.uuid(row.getBytes("parent_id")),
                new String(row.getBytes("name"), StandardCharsets.UTF_8),
                EntryKind.valueOf(row.getString("kind")),
                row.getLong("version"),
                row.getLong("length_bytes"),
                Crc32c.ofUnsigned(row.getLong("crc32c")),
                SqlValues.uuidOrNull(row.getBytes("upload_id")),
                row.getBoolean("restricted"));
    }

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }
}
