package io.dfs.metadata.namespace;

import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** How long the paths below a directory are. Costs two statements per level and 500 directories of it. */
@Component
class TreeDepth {

    private final JdbcTemplate jdbc;

    TreeDepth(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The bytes of the longest path below it, as {@code /a/b} that follows its own path; 0 if it is empty, or a file. */
    int longestPathBelowBytes(UUID directory) {
        int longest = 0;
        Map<UUID, Integer> level = Map.of(directory, 0);
        while (!level.isEmpty()) {
            Map<UUID, Integer> next = new HashMap<>();
            for (List<UUID> parents : SqlLists.parts(List.copyOf(level.keySet()))) {
                longest = Math.max(longest, longestOf(parents, level));
                next.putAll(directoriesIn(parents, level));
            }
            level = next;
        }
        return longest;
    }

    private int longestOf(List<UUID> parents, Map<UUID, Integer> pathBytes) {
        return jdbc
                .query(
                        "SELECT parent_id, MAX(OCTET_LENGTH(name)) FROM entry WHERE parent_id IN (%s) GROUP BY parent_id"
                                .formatted(SqlLists.placeholders(parents.size())),
                        (row, _) -> Objects.requireNonNull(pathBytes.get(SqlValues.uuid(row.getBytes(1))))
                                + 1
                                + row.getInt(2),
                        ids(parents))
                .stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
    }

    private Map<UUID, Integer> directoriesIn(List<UUID> parents, Map<UUID, Integer> pathBytes) {
        Map<UUID, Integer> directories = new HashMap<>();
        jdbc.query(
                "SELECT id, parent_id, OCTET_LENGTH(name) FROM entry WHERE kind = 'DIRECTORY' AND parent_id IN (%s)"
                        .formatted(SqlLists.placeholders(parents.size())),
                row -> {
                    directories.put(
                            SqlValues.uuid(row.getBytes(1)),
                            Objects.requireNonNull(pathBytes.get(SqlValues.uuid(row.getBytes(2)))) + 1 + row.getInt(3));
                },
                ids(parents));
        return directories;
    }

    private static Object[] ids(List<UUID> directories) {
        return directories.stream().map(SqlValues::bytes).toArray();
    }
}
