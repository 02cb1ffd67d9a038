package io.dfs.metadata.commit;

import io.dfs.common.api.CommittedFile;
import io.dfs.common.api.EntryKind;
import io.dfs.common.api.FileCommit;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.namespace.PathWalker;
import io.dfs.metadata.namespace.Right;
import io.dfs.metadata.namespace.Walk;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Finds commits whose answer was lost, when they are sent again (I-8): by upload id and path. One that someone has
 * overwritten since is found too, or the repetition would overwrite the newer file. One that someone has removed since is
 * not: its file is not there, so the answer must not be that it is.
 */
@Component
class EarlierCommits {

    private record Earlier(StandingEntry entry, @Nullable FilePath overwrittenAt) {}

    private final JdbcTemplate jdbc;
    private final PathWalker paths;

    EarlierCommits(JdbcTemplate jdbc, PathWalker paths) {
        this.jdbc = jdbc;
        this.paths = paths;
    }

    /** The answers again, of those files that have been committed. */
    Map<FilePath, CommittedFile> answers(List<FileCommit> files) {
        Map<UUID, List<Earlier>> earlier = byUpload(files);
        List<FileCommit> candidates = files.stream()
                .filter(file -> earlier.containsKey(file.uploadId()))
                .toList();
        if (candidates.isEmpty()) {
            return Map.of();
        }
        Map<FilePath, Walk> walks =
                paths.walkAll(candidates.stream().map(FileCommit::path).toList());
        Map<FilePath, CommittedFile> answers = new HashMap<>();
        for (FileCommit file : candidates) {
            Walk walk = walks.get(file.path());
            if (walk == null || !walk.right().includes(Right.WRITE)) {
                // What he may no longer write to he commits nothing to, as if it were the first time.
                continue;
            }
            UUID target = walk.target().map(Walk.Step::id).orElse(null);
            earlier.getOrDefault(file.uploadId(), List.of()).stream()
                    .filter(one ->
                            one.entry().id().equals(target) || file.path().equals(one.overwrittenAt()))
                    .map(Earlier::entry)
                    .filter(entry -> entry.isOf(file))
                    .findFirst()
                    .ifPresent(entry -> answers.put(file.path(), answer(file, entry)));
        }
        return answers;
    }

    private CommittedFile answer(FileCommit file, StandingEntry entry) {
        return new CommittedFile(
                file.path(), entry.version(), entry.lengthBytes(), entry.crc32c(), missingReplicas(entry.id()));
    }

    private int missingReplicas(UUID fileId) {
        List<Integer> missing = jdbc.query("""
                SELECT c.replication_factor
                       - (SELECT COUNT(*) FROM replica r WHERE r.chunk_id = c.id AND r.state IN ('GOOD', 'SUSPECT'))
                  FROM chunk c WHERE c.id IN (SELECT x.chunk_id FROM extent x WHERE x.file_id = ?)
                """, (row, _) -> row.getInt(1), SqlValues.bytes(fileId));
        return missing.stream().mapToInt(count -> Math.max(0, count)).sum();
    }

    private Map<UUID, List<Earlier>> byUpload(List<FileCommit> files) {
        Map<UUID, List<Earlier>> found = new HashMap<>();
        List<UUID> uploads = files.stream().map(FileCommit::uploadId).distinct().toList();
        for (List<UUID> part : SqlLists.parts(uploads)) {
            List<Earlier> rows = jdbc.query(
                    """
                    SELECT e.id, e.parent_id, e.name, e.version, e.length_bytes, e.crc32c, e.upload_id, t.original_path
                      FROM entry e LEFT JOIN trash t ON t.entry_id = e.id AND t.reason = 'OVERWRITTEN'
                     WHERE e.upload_id IN (%s)
                    """.formatted(SqlLists.placeholders(part.size())),
                    (row, _) -> earlier(row),
                    part.stream().map(SqlValues::bytes).toArray());
            for (Earlier row : rows) {
                UUID upload = row.entry().uploadId();
                if (upload != null) {
                    found.computeIfAbsent(upload, _ -> new ArrayList<>()).add(row);
                }
            }
        }
        return found;
    }

    private static Earlier earlier(ResultSet row) throws SQLException {
        byte[] path = row.getBytes("original_path");
        StandingEntry entry = new StandingEntry(
                SqlValues.uuid(row.getBytes("id")),
                SqlValues.uuid(row.getBytes("parent_id")),
                new String(row.getBytes("name"), StandardCharsets.UTF_8),
                EntryKind.FILE,
                row.getLong("version"),
                row.getLong("length_bytes"),
                Crc32c.ofUnsigned(row.getLong("crc32c")),
                SqlValues.uuid(row.getBytes("upload_id")),
                false);
        return new Earlier(entry, path == null ? null : FilePath.valueOf(new String(path, StandardCharsets.UTF_8)));
    }
}
