package io.dfs.metadata.repair;

import io.dfs.common.api.RepairClass;
import io.dfs.common.api.RepairItem;
import io.dfs.common.api.RepairItems;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.limits.Limits;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Shows the work items to people, the most urgent first. */
@Component
public class RepairItemsReader {

    private static final String SELECT = """
            SELECT w.id, w.priority, w.chunk_id, c.length_bytes, w.reason, w.attempts, w.created_at, w.next_attempt_at,
                   w.claimed_by, w.claimed_until, w.last_error, s.name AS source, t.name AS target
              FROM work w JOIN chunk c ON c.id = w.chunk_id
                   LEFT JOIN node s ON s.id = w.source_node_id
                   LEFT JOIN node t ON t.id = w.target_node_id
             WHERE\s""";

    private static final String PAGE = SELECT + """
                   (w.priority > :priority OR w.priority = :priority
                       AND (w.next_attempt_at > :turn OR w.next_attempt_at = :turn AND w.id > :id))
             ORDER BY w.priority, w.next_attempt_at, w.id LIMIT :limit""";

    private final JdbcClient jdbc;
    private final ChunkFiles files;
    private final Limits limits;

    RepairItemsReader(JdbcClient jdbc, ChunkFiles files, Limits limits) {
        this.jdbc = jdbc;
        this.files = files;
        this.limits = limits;
    }

    /** A place in the order of the items. Items that are put off move on, so a list over several pages is no snapshot. */
    private record Turn(int priority, Instant at, UUID id) {

        static final Turn BEFORE_ALL = new Turn(-1, Instant.EPOCH, new UUID(0, 0));

        static Turn of(RepairItem item) {
            return new Turn(item.repairClass().priority(), item.nextAttemptAt(), item.workId());
        }

        static Optional<Turn> parse(String text) {
            List<String> parts = List.of(text.split("_", -1));
            try {
                return parts.size() != 3
                        ? Optional.empty()
                        : Optional.of(new Turn(
                                Integer.parseInt(parts.get(0)),
                                Instant.parse(parts.get(1)),
                                UUID.fromString(parts.get(2))));
            } catch (IllegalArgumentException | DateTimeException _) {
                return Optional.empty();
            }
        }

        @Override
        public String toString() {
            return priority + "_" + at + "_" + id;
        }
    }

    /** @param after {@code next} of the page before; null for the first one */
    public RepairItems page(@Nullable String after, int limit) {
        if (limit < 1 || limit > limits.maxPage()) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST, "limit is %d; 1 to %d are allowed".formatted(limit, limits.maxPage()));
        }
        Turn turn = after == null
                ? Turn.BEFORE_ALL
                : Turn.parse(after)
                        .orElseThrow(() -> new DfsException(
                                ErrorCode.INVALID_REQUEST, "after is not the 'next' of another page: leave it out"));
        List<RepairItem> items = withFiles(items(turn, limit));
        String next = items.size() < limit ? null : Turn.of(items.getLast()).toString();
        return new RepairItems(items, total(), next);
    }

    /**
     * The most urgent item of each of the chunks that have one.
     *
     * @param file the one that is asked about, and that the items name: others on the same chunks may not be the asker's to know
     */
    public Map<ChunkId, RepairItem> ofChunks(Collection<ChunkId> chunks, FilePath file) {
        Map<ChunkId, RepairItem> items = new HashMap<>();
        List<byte[]> ids =
                chunks.stream().map(id -> SqlValues.bytes(id.value())).toList();
        for (List<byte[]> part : SqlLists.parts(ids)) {
            List<RepairItem> found = jdbc.sql(SELECT + "w.chunk_id IN (:ids) ORDER BY w.priority, w.id")
                    .param("ids", part)
                    .query((row, _) -> item(row))
                    .list();
            found.forEach(item -> items.putIfAbsent(item.chunkId(), withFile(item, file)));
        }
        return items;
    }

    private long total() {
        return jdbc.sql("SELECT COUNT(*) FROM work").query(Long.class).single();
    }

    private List<RepairItem> items(Turn after, int limit) {
        return jdbc.sql(PAGE)
                .param("priority", after.priority())
                .param("turn", SqlValues.time(after.at()))
                .param("id", SqlValues.bytes(after.id()))
                .param("limit", limit)
                .query((row, _) -> item(row))
                .list();
    }

    private List<RepairItem> withFiles(List<RepairItem> items) {
        Map<ChunkId, FilePath> paths =
                files.of(items.stream().map(RepairItem::chunkId).distinct().toList());
        return items.stream()
                .map(item -> withFile(item, paths.get(item.chunkId())))
                .toList();
    }

    private static RepairItem withFile(RepairItem item, @Nullable FilePath file) {
        return new RepairItem(
                item.workId(),
                item.repairClass(),
                item.chunkId(),
                item.lengthBytes(),
                file,
                item.reason(),
                item.attempts(),
                item.createdAt(),
                item.nextAttemptAt(),
                item.claimedBy(),
                item.claimedUntil(),
                item.source(),
                item.target(),
                item.lastError());
    }

    private static RepairItem item(ResultSet row) throws SQLException {
        return new RepairItem(
                SqlValues.uuid(row.getBytes("id")),
                RepairClass.ofPriority(row.getInt("priority")),
                new ChunkId(SqlValues.uuid(row.getBytes("chunk_id"))),
                row.getLong("length_bytes"),
                null,
                row.getString("reason"),
                row.getInt("attempts"),
                SqlValues.instant(row, "created_at"),
                SqlValues.instant(row, "next_attempt_at"),
                row.getString("claimed_by"),
                SqlValues.instantOrNull(row, "claimed_until"),
                row.getString("source"),
                row.getString("target"),
                row.getString("last_error"));
    }
}
