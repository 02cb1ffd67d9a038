package io.dfs.metadata.move;

import io.dfs.metadata.database.SqlValues;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A table that the target of a move has until all of it is there and verified. It is no part of the schema: making it and dropping it
 * are single statements that are durable by themselves, in every database.
 *
 * @param source for people
 */
record UnfinishedMove(String source) {

    static final String TABLE = "unfinished_move";

    private static final int MAX_SOURCE_LENGTH = 1024;

    static Optional<UnfinishedMove> in(JdbcTemplate jdbc) {
        if (!TableShape.names(jdbc).contains(TABLE)) {
            return Optional.empty();
        }
        // A process that was killed may have made the table and not the row.
        return Optional.of(
                jdbc.query("SELECT source FROM " + TABLE, (row, _) -> new UnfinishedMove(row.getString(1))).stream()
                        .findFirst()
                        .orElse(new UnfinishedMove("another database")));
    }

    void begin(JdbcTemplate jdbc) {
        jdbc.execute("CREATE TABLE %s (singleton INT NOT NULL, source VARCHAR(%d) NOT NULL, PRIMARY KEY (singleton))"
                .formatted(TABLE, MAX_SOURCE_LENGTH));
        jdbc.update(
                "INSERT INTO %s (singleton, source) VALUES (1, ?)".formatted(TABLE),
                SqlValues.text(source, MAX_SOURCE_LENGTH));
    }

    static void end(JdbcTemplate jdbc) {
        jdbc.execute("DROP TABLE " + TABLE);
    }
}
