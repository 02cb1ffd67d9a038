package io.dfs.metadata.namespace;

import io.dfs.common.api.EntryKind;
import io.dfs.common.api.TrashItem;
import io.dfs.common.api.TrashPage;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.limits.Limits;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What can still be undeleted, the last removed first. What has expired is not told of, whether it is gone yet or not. */
@Component
class TrashList {

    private static final String SELECT = """
            SELECT t.entry_id, t.original_path, t.reason, t.deleted_at, t.expires_at, e.kind, e.length_bytes
              FROM trash t JOIN entry e ON e.id = t.entry_id WHERE t.expires_at > CURRENT_TIMESTAMP(6)""";
    private static final String ORDER = " ORDER BY t.deleted_at DESC, t.entry_id DESC LIMIT ?";

    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final Limits limits;

    TrashList(JdbcClient jdbc, Transactions transactions, Limits limits) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.limits = limits;
    }

    TrashPage page(@Nullable String after, int limit) {
        if (limit < 1 || limit > limits.maxPage()) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "limit is %d; it must be from 1 to %d".formatted(limit, limits.maxPage()));
        }
        TrashCursor cursor = after == null ? null : TrashCursor.parse(after);
        // One more than asked for tells whether there is another page.
        List<TrashItem> found = transactions.call(() -> find(cursor, limit + 1));
        boolean more = found.size() > limit;
        List<TrashItem> page = more ? found.subList(0, limit) : found;
        return new TrashPage(page, more ? TrashCursor.behind(page.getLast()).toString() : null);
    }

    private List<TrashItem> find(@Nullable TrashCursor cursor, int limit) {
        if (cursor == null) {
            return jdbc.sql(SELECT + ORDER).param(limit).query(TrashList::item).list();
        }
        return jdbc.sql(SELECT + " AND t.deleted_at <= ? AND (t.deleted_at < ? OR t.entry_id < ?)" + ORDER)
                .params(
                        SqlValues.time(cursor.deletedAt()),
                        SqlValues.time(cursor.deletedAt()),
                        SqlValues.bytes(cursor.trashId()),
                        limit)
                .query(TrashList::item)
                .list();
    }

    private static TrashItem item(ResultSet row, int number) throws SQLException {
        return new TrashItem(
                SqlValues.uuid(row.getBytes("entry_id")),
                FilePath.valueOf(new String(row.getBytes("original_path"), StandardCharsets.UTF_8)),
                EntryKind.valueOf(row.getString("kind")),
                row.getObject("length_bytes", Long.class),
                row.getString("reason"),
                SqlValues.instant(row, "deleted_at"),
                SqlValues.instant(row, "expires_at"));
    }
}
