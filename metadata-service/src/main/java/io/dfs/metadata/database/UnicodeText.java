package io.dfs.metadata.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that text holds every character. A schema of MySQL may have been made with another character set, which its tables
 * take over: attributes of files in Cyrillic would be stored as something else, without an error.
 */
final class UnicodeText extends BaseCallback {

    private static final Logger LOG = LoggerFactory.getLogger(UnicodeText.class);

    private static final String OTHER_SCHEMAS = """
            SELECT default_character_set_name FROM information_schema.schemata
             WHERE schema_name = DATABASE() AND default_character_set_name <> 'utf8mb4'
            """;

    private static final String OTHER_TABLES = """
            SELECT DISTINCT table_name FROM information_schema.columns
             WHERE table_schema = DATABASE() AND character_set_name <> 'utf8mb4' AND table_name <> 'flyway_schema_history'
            """;

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_MIGRATE || event == Event.AFTER_MIGRATE;
    }

    @Override
    public void handle(Event event, Context context) {
        try {
            Connection connection = context.getConnection();
            if (connection.getMetaData().getDatabaseProductName().equals("H2")) {
                return;
            }
            if (event == Event.BEFORE_MIGRATE) {
                convertSchema(connection);
            } else {
                convertTables(connection);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the schema can't be given the character set utf8mb4", e);
        }
    }

    /** What tables that are still to be made take over. */
    private static void convertSchema(Connection connection) throws SQLException {
        for (String characterSet : ask(connection, OTHER_SCHEMAS)) {
            LOG.info("the database's character set was {}: it becomes utf8mb4", characterSet);
            execute(connection, "ALTER DATABASE CHARACTER SET utf8mb4");
        }
    }

    /** Each at once or not at all; a second service that does the same has nothing left to do. */
    private static void convertTables(Connection connection) throws SQLException {
        for (String table : ask(connection, OTHER_TABLES)) {
            LOG.info("text in the table {} becomes utf8mb4", table);
            execute(connection, "ALTER TABLE " + table + " CONVERT TO CHARACTER SET utf8mb4");
        }
    }

    private static List<String> ask(Connection connection, String sql) throws SQLException {
        List<String> answers = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                answers.add(rows.getString(1));
            }
        }
        return answers;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
