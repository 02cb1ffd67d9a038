package io.dfs.metadata.cluster;

import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.metadata.database.SqlValues;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Periods whose commits this database may lack, because it was restored from a copy or was not in use. A chunk that was
 * allocated in one of them and is unknown may be all that is left of a file that was acknowledged, so it is held until an
 * admin accepts it as an orphan (I-4). The id of a chunk begins with the time of its allocation, so that a chunk report needs
 * to tell nothing else.
 */
@Component
public class ForgottenPeriods {

    /** The clock of the service that allocated a chunk may be ahead of the database's. */
    private static final Duration LARGEST_SKEW = Duration.ofMinutes(1);

    private final JdbcClient jdbc;

    ForgottenPeriods(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The periods by their first and last possible id. */
    public record Periods(List<Range> ranges) {

        public record Range(ChunkId first, ChunkId last) {

            /** Of the chunks that were allocated in that time. */
            public static Range of(Instant begin, Instant end) {
                return new Range(
                        new ChunkId(new UUID(begin.toEpochMilli() << 16, 0)),
                        new ChunkId(new UUID(end.plus(LARGEST_SKEW).toEpochMilli() << 16 | 0xffff, -1L)));
            }
        }

        public Periods {
            ranges = List.copyOf(ranges);
        }

        public boolean contain(ChunkId chunk) {
            return ranges.stream()
                    .anyMatch(range -> range.first().compareTo(chunk) <= 0 && chunk.compareTo(range.last()) <= 0);
        }
    }

    /**
     * A condition of SQL: whether the chunk was allocated in such a period.
     *
     * @param chunkColumn such as {@code o.chunk_id}
     */
    public static String contains(String chunkColumn) {
        return "EXISTS (SELECT 1 FROM forgotten_period p WHERE %s BETWEEN p.first_chunk AND p.last_chunk)"
                .formatted(chunkColumn);
    }

    public Periods all() {
        return new Periods(jdbc.sql("SELECT first_chunk, last_chunk FROM forgotten_period")
                .query((row, _) -> new Periods.Range(
                        new ChunkId(SqlValues.uuid(row.getBytes(1))), new ChunkId(SqlValues.uuid(row.getBytes(2)))))
                .list());
    }

    /** Within the caller's transaction. */
    void add(Instant begin, Instant end) {
        Periods.Range range = Periods.Range.of(begin, end);
        jdbc.sql(
                        "INSERT INTO forgotten_period (id, begins_at, ends_at, first_chunk, last_chunk) VALUES (?, ?, ?, ?, ?)")
                .params(
                        SqlValues.bytes(Ids.next()),
                        SqlValues.time(begin),
                        SqlValues.time(end),
                        SqlValues.bytes(range.first()),
                        SqlValues.bytes(range.last()))
                .update();
    }
}
