package io.dfs.metadata.namespace;

import io.dfs.common.api.TreeRole;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What access lists say of a person. */
@Component
class TreeGrants {

    private static final String NOT_WRITABLE = """
            SELECT directory_id FROM tree_grant GROUP BY directory_id
            HAVING SUM(CASE WHEN principal IN (?, ?) AND role <> 'READER' THEN 1 ELSE 0 END) = 0""";

    private final JdbcTemplate jdbc;

    TreeGrants(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** By directory, the most that its list lets the person do, by name or as one of everybody; not named: left out. */
    Map<UUID, TreeRole> roles(Viewer viewer, Collection<UUID> directories) {
        Map<UUID, TreeRole> roles = new HashMap<>();
        for (List<UUID> part : SqlLists.parts(List.copyOf(directories))) {
            List<byte[]> values = new ArrayList<>(List.of(viewer.principal(), Viewer.everybody()));
            part.forEach(id -> values.add(SqlValues.bytes(id)));
            jdbc.query(
                    "SELECT directory_id, role FROM tree_grant WHERE principal IN (?, ?) AND directory_id IN (%s)"
                            .formatted(SqlLists.placeholders(part.size())),
                    row -> {
                        roles.merge(
                                SqlValues.uuid(row.getBytes(1)), TreeRole.valueOf(row.getString(2)), TreeGrants::more);
                    },
                    values.toArray());
        }
        return roles;
    }

    /** All directories of the cluster, whose lists do not let the person write. */
    Set<UUID> notWritable(Viewer viewer) {
        return new HashSet<>(jdbc.query(
                NOT_WRITABLE, (row, _) -> SqlValues.uuid(row.getBytes(1)), viewer.principal(), Viewer.everybody()));
    }

    static @Nullable TreeRole more(@Nullable TreeRole one, @Nullable TreeRole other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.includes(other) ? one : other;
    }
}
