package io.dfs.metadata.tree;

import io.dfs.common.api.TreeGrant;
import io.dfs.common.api.TreeRole;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The rows of access lists. */
@Component
class GrantTable {

    private final JdbcTemplate jdbc;

    GrantTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** In the order of the principals. */
    List<TreeGrant> of(UUID directory) {
        return jdbc.query(
                "SELECT principal, role FROM tree_grant WHERE directory_id = ? ORDER BY principal",
                (row, _) -> new TreeGrant(
                        new String(row.getBytes(1), StandardCharsets.UTF_8), TreeRole.valueOf(row.getString(2))),
                SqlValues.bytes(directory));
    }

    /** The directory's row is locked, so that two lists never become one. */
    void replace(UUID directory, List<TreeGrant> grants) {
        byte[] id = SqlValues.bytes(directory);
        jdbc.update("DELETE FROM tree_grant WHERE directory_id = ?", id);
        jdbc.batchUpdate(
                "INSERT INTO tree_grant (directory_id, principal, role) VALUES (?, ?, ?)",
                grants,
                SqlLists.MAX_VALUES,
                (row, grant) -> {
                    row.setBytes(1, id);
                    row.setBytes(2, grant.principal().getBytes(StandardCharsets.UTF_8));
                    row.setString(3, grant.role().name());
                });
        jdbc.update("UPDATE entry SET restricted = ? WHERE id = ?", !grants.isEmpty(), id);
    }
}
