package io.dfs.metadata.move;

import io.dfs.metadata.database.DatabaseProduct;
import io.dfs.service.start.StartRefusedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.stereotype.Component;

/** Keeps a service from a database whose metadata was moved away, and from one to which not all has been moved. */
@Component
final class MoveGuard extends BaseCallback {

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_VALIDATE || event == Event.BEFORE_MIGRATE;
    }

    @Override
    public void handle(Event event, Context context) {
        Connection connection = context.getConnection();
        JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
        UnfinishedMove.in(jdbc).ifPresent(unfinished -> {
            throw new StartRefusedException(
                    "The move of the metadata from %s to this database has not finished: run it again, or use the database that it was moved from."
                            .formatted(unfinished.source()));
        });
        mark(connection, jdbc)
                .ifPresent(mark -> mark.target().ifPresent(target -> {
                    throw new StartRefusedException(
                            "The metadata was moved from this database to %s: set DFS_DATABASE_URL to that. To go back to this one, without what was written since the move, delete %s."
                                    .formatted(target, mark.file()));
                }));
    }

    private static Optional<MovedMark> mark(Connection connection, JdbcTemplate jdbc) {
        try {
            return DatabaseProduct.isH2(connection) ? MovedMark.beside(jdbc) : Optional.empty();
        } catch (SQLException e) {
            throw new IllegalStateException("the database does not tell its name", e);
        }
    }
}
