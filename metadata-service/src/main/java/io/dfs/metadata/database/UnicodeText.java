package io.dfs.metadata.database;

import io.dfs.common.size.ByteSize;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Lets the text in dfs's own tables hold every character. A schema of MySQL may have been made with another character set, which its
 * tables take over: attributes of files in Cyrillic would be stored as something else, without an error.
 *
 * <p>Other tables of the schema, its views and its own default are left alone. A large table is left to an administrator: while
 * MySQL converts it, nothing can be written to it.
 */
final class UnicodeText extends BaseCallback {

    private static final Logger LOG = LoggerFactory.getLogger(UnicodeText.class);

    /** Converted in seconds; more would stop writes for longer than clients wait. */
    static final long MAX_BYTES = 256L << 20;

    /** Below that a conversion is not worth a warning: new tables, and those of a small cluster. */
    private static final long UNNOTICED_BYTES = 1L << 20;

    static final Set<String> OWN_TABLES = Set.of(
            "allocated",
            "answered_request",
            "audit",
            "back_up",
            "chunk",
            "cluster",
            "entry",
            "extent",
            "forgotten_period",
            "ledger",
            "node",
            "node_disk",
            "orphan",
            "removal",
            "repair_rate",
            "replica",
            "slow_report",
            "token",
            "trash",
            "tree_grant",
            "work");

    private static final String OTHER_TABLES = """
            SELECT t.table_name, t.data_length + t.index_length
              FROM information_schema.tables t
             WHERE t.table_schema = DATABASE() AND t.table_type = 'BASE TABLE'
               AND EXISTS (SELECT 1 FROM information_schema.columns c
                            WHERE c.table_schema = t.table_schema AND c.table_name = t.table_name
                              AND c.character_set_name <> 'utf8mb4')
            """;

    private final long maxBytes;

    UnicodeText() {
        this(MAX_BYTES);
    }

    /** @param maxBytes of a table that is converted at the start */
    UnicodeText(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    private record Table(String name, long bytes) {

        String conversion() {
            return "ALTER TABLE `%s` CONVERT TO CHARACTER SET utf8mb4".formatted(name);
        }
    }

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.AFTER_MIGRATE;
    }

    @Override
    public void handle(Event event, Context context) {
        try {
            Connection connection = context.getConnection();
            if (!DatabaseProduct.isH2(connection)) {
                convert(connection);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the tables can't be given the character set utf8mb4", e);
        }
    }

    /** Each at once or not at all; a second service that does the same has nothing left to do. */
    void convert(Connection connection) throws SQLException {
        for (Table table : others(connection)) {
            if (table.bytes() > maxBytes) {
                LOG.warn(
                        "the table {} ({}) has text in another character set than utf8mb4, in which characters outside of that set are"
                                + " refused or stored wrongly. It is too large to convert now, because nothing could be written to it"
                                + " meanwhile. At a quiet time: {};",
                        table.name(),
                        ByteSize.format(table.bytes()),
                        table.conversion());
                continue;
            }
            LOG.atLevel(table.bytes() > UNNOTICED_BYTES ? Level.WARN : Level.INFO)
                    .log(
                            "text in the table {} ({}) becomes utf8mb4; nothing can be written to it until that is done",
                            table.name(),
                            ByteSize.format(table.bytes()));
            try (Statement statement = connection.createStatement()) {
                statement.execute(table.conversion());
            }
        }
    }

    private static List<Table> others(Connection connection) throws SQLException {
        List<Table> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(OTHER_TABLES)) {
            while (rows.next()) {
                Table table = new Table(rows.getString(1), rows.getLong(2));
                if (OWN_TABLES.contains(table.name())) {
                    tables.add(table);
                }
            }
        }
        return tables;
    }
}
