package io.dfs.metadata.namespace;

import io.dfs.common.api.EntryKind;
import io.dfs.common.api.TrashItem;
import io.dfs.common.api.TrashPage;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.metadata.caller.Callers;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.limits.Limits;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What can still be undeleted by the caller or, if he may only read it, by others; the last removed first. What has expired is not
 * told of, whether it is gone yet or not.
 */
@Component
class TrashList {

    private static final String SELECT = """
            SELECT %s, t.reason, t.deleted_at, t.expires_at, e.kind, e.length_bytes
              FROM trash t JOIN entry e ON e.id = t.entry_id WHERE t.expires_at > CURRENT_TIMESTAMP(6)""".formatted(TrashRights.COLUMNS);
    /** Steps through what is not for the caller in one request; then the page is short, and the caller asks on. */
    static final int MAX_STEPS = 20;

    private static final String ORDER = " ORDER BY t.deleted_at DESC, t.entry_id DESC LIMIT ?";

    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final TrashRights rights;
    private final Limits limits;

    TrashList(JdbcClient jdbc, Transactions transactions, TrashRights rights, Limits limits) {
        this.jdbc = jdbc;
        this.rights = rights;
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
        Found found = visible(cursor, limit + 1);
        boolean more = found.visible().size() > limit;
        List<TrashItem> page = more ? found.visible().subList(0, limit) : found.visible();
        TrashCursor next = more ? TrashCursor.behind(page.getLast()) : found.unfinished();
        return new TrashPage(page, next == null ? null : next.toString());
    }

    /** @param unfinished where the search stopped before there were enough; null if it came to an end */
    private record Found(List<TrashItem> visible, @Nullable TrashCursor unfinished) {}

    /** As many as are wanted, whatever lies between them that is not for the caller, within some steps. */
    private Found visible(@Nullable TrashCursor cursor, int wanted) {
        List<TrashItem> visible = new ArrayList<>();
        TrashCursor from = cursor;
        int most = wanted;
        for (int step = 0; step < MAX_STEPS; step++) {
            TrashCursor start = from;
            int limit = most;
            List<Row> rows = transactions.call(() -> readable(find(start, limit)));
            rows.stream()
                    .filter(Row::readable)
                    .map(Row::item)
                    .limit(wanted - visible.size())
                    .forEach(visible::add);
            if (visible.size() == wanted || rows.size() < limit) {
                return new Found(visible, null);
            }
            from = TrashCursor.behind(rows.getLast().item());
            // Where there was something that is not for the caller there is likely more: it is passed over in large
            // steps.
            most = limits.maxPage();
        }
        return new Found(visible, from);
    }

    private record Row(TrashItem item, TrashRights.Removal removal, boolean readable) {}

    private List<Row> readable(List<Row> rows) {
        Map<UUID, Right> right = rights.of(rows.stream().map(Row::removal).toList(), null);
        return rows.stream()
                .map(row -> new Row(
                        row.item(),
                        row.removal(),
                        Callers.reaches(row.item().path())
                                && right.getOrDefault(row.item().trashId(), Right.NONE)
                                        .includes(Right.READ)))
                .toList();
    }

    private List<Row> find(@Nullable TrashCursor cursor, int limit) {
        if (cursor == null) {
            return jdbc.sql(SELECT + ORDER).param(limit).query(TrashList::row).list();
        }
        return jdbc.sql(SELECT + " AND t.deleted_at <= ? AND (t.deleted_at < ? OR t.entry_id < ?)" + ORDER)
                .params(
                        SqlValues.time(cursor.deletedAt()),
                        SqlValues.time(cursor.deletedAt()),
                        SqlValues.bytes(cursor.trashId()),
                        limit)
                .query(TrashList::row)
                .list();
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        TrashRights.Removal removal = TrashRights.removal(row);
        TrashItem item = new TrashItem(
                removal.trashId(),
                removal.path(),
                EntryKind.valueOf(row.getString("kind")),
                row.getObject("length_bytes", Long.class),
                row.getString("reason"),
                SqlValues.instant(row, "deleted_at"),
                SqlValues.instant(row, "expires_at"));
        return new Row(item, removal, false);
    }
}
