package io.dfs.metadata.namespace;

import io.dfs.common.api.EntryKind;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.namespace.Walk.Step;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Finds what stood at a path in the trash: by itself, or in a directory that was removed. */
@Component
class TrashSearch {

    /** Of the removals of one path and the directories above it, so many of the latest are looked through. */
    static final int MAX_CANDIDATES = 1_000;

    private static final String SELECT = """
            SELECT %s, t.deleted_at, e.kind
              FROM trash t JOIN entry e ON e.id = t.entry_id WHERE t.expires_at > CURRENT_TIMESTAMP(6)""".formatted(TrashRights.COLUMNS);

    /**
     * @param trashId the removed entry, which the trash has a row of
     * @param entry what stood at the path: that entry, or one below it
     * @param right what the caller may do with it, at least read
     */
    record Found(UUID trashId, Step entry, Right right) {

        boolean isWhole() {
            return trashId.equals(entry.id());
        }
    }

    private record Candidate(TrashRights.Removal removal, Instant deletedAt, EntryKind kind) {

        UUID trashId() {
            return removal.trashId();
        }

        FilePath path() {
            return removal.path();
        }
    }

    private final JdbcTemplate jdbc;
    private final PathWalker paths;
    private final TrashRights rights;

    TrashSearch(JdbcTemplate jdbc, PathWalker paths, TrashRights rights) {
        this.jdbc = jdbc;
        this.paths = paths;
        this.rights = rights;
    }

    /** What was removed from the path last, alone or with a directory, of what the caller may read. */
    Optional<Found> latest(FilePath path) {
        return first(
                candidates(path).stream()
                        .sorted(Comparator.comparing(Candidate::deletedAt)
                                .thenComparing(candidate -> candidate.trashId().toString())
                                .reversed())
                        .limit(MAX_CANDIDATES)
                        .toList(),
                path);
    }

    /** What stood at the path within that one removal. */
    Optional<Found> of(UUID trashId, FilePath path) {
        return first(
                jdbc.query(SELECT + " AND t.entry_id = ?", TrashSearch::candidate, SqlValues.bytes(trashId)).stream()
                        .filter(candidate -> isAtOrAbove(candidate.path(), path))
                        .toList(),
                path);
    }

    private Optional<Found> first(List<Candidate> candidates, FilePath path) {
        Map<UUID, Right> right =
                rights.of(candidates.stream().map(Candidate::removal).toList(), path);
        return candidates.stream()
                .flatMap(candidate ->
                        follow(candidate, right.getOrDefault(candidate.trashId(), Right.NONE), path).stream())
                .findFirst();
    }

    private List<Candidate> candidates(FilePath path) {
        Map<Long, FilePath> prefixes = new HashMap<>();
        for (int depth = 1; depth <= path.names().size(); depth++) {
            FilePath prefix = path.prefix(depth);
            prefixes.put(checksum(prefix), prefix);
        }
        // Rows that are older than the column have 0 in it.
        prefixes.put(0L, path);
        List<Candidate> candidates = new ArrayList<>();
        for (List<Long> part : SqlLists.parts(List.copyOf(prefixes.keySet()))) {
            String sql = SELECT
                    + " AND t.path_crc32c IN (" + SqlLists.placeholders(part.size())
                    + ") ORDER BY t.deleted_at DESC, t.entry_id DESC LIMIT " + MAX_CANDIDATES;
            jdbc.query(sql, TrashSearch::candidate, part.toArray()).stream()
                    .filter(candidate -> candidate.path().equals(path)
                            || (candidate.kind() == EntryKind.DIRECTORY && isAtOrAbove(candidate.path(), path)))
                    .forEach(candidates::add);
        }
        return candidates;
    }

    private Optional<Found> follow(Candidate candidate, Right right, FilePath path) {
        List<String> below = path.names()
                .subList(candidate.path().names().size(), path.names().size());
        return paths.follow(new Step(candidate.trashId(), candidate.kind()), right, below)
                .map(arrival -> new Found(candidate.trashId(), arrival.entry(), arrival.right()));
    }

    private static boolean isAtOrAbove(FilePath candidate, FilePath path) {
        int depth = candidate.names().size();
        return depth <= path.names().size() && path.names().subList(0, depth).equals(candidate.names());
    }

    private static long checksum(FilePath path) {
        return Crc32c.of(path.toString().getBytes(StandardCharsets.UTF_8)).unsigned();
    }

    private static Candidate candidate(ResultSet row, int number) throws SQLException {
        return new Candidate(
                TrashRights.removal(row),
                SqlValues.instant(row, "deleted_at"),
                EntryKind.valueOf(row.getString("kind")));
    }
}
