package io.dfs.metadata.audit;

import io.dfs.common.api.AuditEntry;
import io.dfs.common.api.AuditPage;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import io.dfs.service.audit.AuditLine;
import io.dfs.service.audit.AuditTarget;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Rows of table {@code audit}. Callers bring the transaction. */
@Component
class AuditTable {

    private static final UUID AFTER_ALL = new UUID(-1, -1);
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    AuditTable(JdbcClient jdbc, JdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /** Lines that are there already, because an answer of the database was lost, stay as they are. */
    void insert(List<AuditLine> lines) {
        batches.batchUpdate("""
                INSERT IGNORE INTO audit (id, at, request_id, who, role, from_address, action, target, path, paths, detail, status,
                                          result, duration_millis)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""", lines.stream().map(AuditTable::row).toList());
    }

    private static @Nullable Object[] row(AuditLine line) {
        AuditTarget target = line.target();
        FilePath path = target == null ? null : target.path();
        return new @Nullable Object[] {
            SqlValues.bytes(line.id()),
            SqlValues.time(line.at()),
            utf8(line.requestId(), 64),
            utf8(line.caller().name(), 255),
            line.caller().role(),
            utf8(line.from(), 64),
            utf8(line.action(), 255),
            target == null ? null : utf8(target.text(), 8192),
            path == null ? null : utf8(path.toString(), FilePath.MAX_BYTES),
            target == null ? 0 : target.paths(),
            line.detail() == null ? null : utf8(line.detail(), 2048),
            line.status(),
            line.result(),
            line.durationMillis()
        };
    }

    /**
     * The latest first.
     *
     * @param path only what was done at or below it, or may have been: of several paths only the directory of all is known
     * @param mostRows how many rows are looked at for the path; the page ends there, full or not, and says where to go on
     */
    AuditPage page(@Nullable UUID before, int limit, @Nullable String who, @Nullable FilePath path, int mostRows) {
        Conditions window = new Conditions().and("id < ?", SqlValues.bytes(before == null ? AFTER_ALL : before));
        if (who != null) {
            window.and("who = ?", (Object) who.getBytes(StandardCharsets.UTF_8));
        }
        Optional<UUID> end = path == null ? Optional.empty() : idAt(window, mostRows);
        if (path != null) {
            window.and("id > ?", SqlValues.bytes(end.orElse(BEFORE_ALL)));
            about(path, window);
        }
        // One more than asked for tells whether there is another page.
        List<AuditEntry> found = jdbc.sql("SELECT id, at, request_id, who, from_address, action, target, status, result"
                        + " FROM audit WHERE " + window.sql() + " ORDER BY id DESC LIMIT ?")
                .params(window.values)
                .param(limit + 1)
                .query(AuditTable::entry)
                .list();
        if (found.size() > limit) {
            List<AuditEntry> page = found.subList(0, limit);
            return new AuditPage(page, page.getLast().id());
        }
        return new AuditPage(found, end.map(AuditTable::next).orElse(null));
    }

    /** The row after {@code count} others. */
    private Optional<UUID> idAt(Conditions window, int count) {
        return jdbc.sql("SELECT id FROM audit WHERE " + window.sql() + " ORDER BY id DESC LIMIT 1 OFFSET ?")
                .params(window.values)
                .param(count)
                .query((row, _) -> SqlValues.uuid(row.getBytes("id")))
                .optional();
    }

    /** What comes before it includes the row itself, which no page had. */
    private static UUID next(UUID id) {
        return id.getLeastSignificantBits() == -1
                ? new UUID(id.getMostSignificantBits() + 1, 0)
                : new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() + 1);
    }

    private static void about(FilePath path, Conditions conditions) {
        String below = path.isRoot() ? "/" : path + "/";
        List<String> above = new ArrayList<>();
        for (FilePath parent = path.parent(); parent != null; parent = parent.parent()) {
            above.add(parent.toString());
        }
        // By byte: all that begins with the slash lies from the slash up to the character that follows it.
        String atOrBelow = "path = ? OR (path >= ? AND path < ?)";
        List<Object> values = new ArrayList<>(List.of(
                utf8(path.toString()), utf8(below), utf8(below.substring(0, below.length() - 1) + (char) ('/' + 1))));
        above.forEach(parent -> values.add(utf8(parent)));
        conditions.and(
                above.isEmpty()
                        ? "(" + atOrBelow + ")"
                        : "(" + atOrBelow + " OR (paths > 1 AND path IN (" + SqlLists.placeholders(above.size())
                                + ")))",
                values.toArray());
    }

    /** Drops up to {@code limit} rows that are older; how many. */
    int dropBefore(Instant time, int limit) {
        return jdbc.sql("DELETE FROM audit WHERE at < ? LIMIT ?")
                .params(SqlValues.time(time), limit)
                .update();
    }

    private static AuditEntry entry(ResultSet row, int number) throws SQLException {
        byte @Nullable [] target = row.getBytes("target");
        return new AuditEntry(
                SqlValues.uuid(row.getBytes("id")),
                SqlValues.instant(row, "at"),
                text(row, "request_id"),
                text(row, "who"),
                text(row, "from_address"),
                text(row, "action"),
                target == null ? null : new String(target, StandardCharsets.UTF_8),
                row.getInt("status"),
                row.getString("result"));
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return new String(row.getBytes(column), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** As many bytes of it as the column takes, without a part of a character at the end. */
    private static byte[] utf8(String text, int maxBytes) {
        byte[] bytes = utf8(text);
        if (bytes.length <= maxBytes) {
            return bytes;
        }
        int end = maxBytes;
        while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }

    /** What rows must fulfil, all of it. */
    private static final class Conditions {

        private final List<String> terms = new ArrayList<>();
        private final List<Object> values = new ArrayList<>();

        Conditions and(String term, Object... itsValues) {
            terms.add(term);
            values.addAll(List.of(itsValues));
            return this;
        }

        String sql() {
            return String.join(" AND ", terms);
        }
    }
}
