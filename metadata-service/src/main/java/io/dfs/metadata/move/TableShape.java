package io.dfs.metadata.move;

import io.dfs.metadata.database.SqlLists;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;

/**
 * A table as both databases have it.
 *
 * @param columns by name
 */
record TableShape(String name, List<Column> columns) {

    /** Flyway's own record, which it makes in each database itself. */
    static final String HISTORY = "flyway_schema_history";

    record Column(String name, ColumnKind kind) {}

    TableShape {
        columns = List.copyOf(columns);
    }

    /** The names of all tables of the schema, Flyway's included. */
    static List<String> names(JdbcTemplate jdbc) {
        return jdbc.query("""
                        SELECT table_name FROM information_schema.tables
                         WHERE table_schema = SCHEMA() AND table_type = 'BASE TABLE'""", (row, _) -> row.getString(1).toLowerCase(Locale.ROOT)).stream()
                .sorted()
                .toList();
    }

    /** Every table that the migrations made: asked of the database, so that none can be forgotten. */
    static List<TableShape> all(JdbcTemplate jdbc) {
        return names(jdbc).stream()
                .filter(name -> !name.equals(HISTORY) && !name.equals(UnfinishedMove.TABLE))
                .map(name -> of(jdbc, name))
                .toList();
    }

    private static TableShape of(JdbcTemplate jdbc, String table) {
        ResultSetExtractor<List<Column>> extractor = rows -> columns(table, rows.getMetaData());
        return new TableShape(
                table, Objects.requireNonNull(jdbc.query("SELECT * FROM %s WHERE 1 = 0".formatted(table), extractor)));
    }

    private static List<Column> columns(String table, ResultSetMetaData metaData) throws SQLException {
        List<Column> columns = new ArrayList<>();
        for (int i = 1; i <= metaData.getColumnCount(); i++) {
            String name = metaData.getColumnName(i).toLowerCase(Locale.ROOT);
            if (metaData.isAutoIncrement(i)) {
                throw new IllegalStateException(
                        "%s.%s counts by itself, and its counter can't be moved".formatted(table, name));
            }
            int type = metaData.getColumnType(i);
            columns.add(new Column(
                    name,
                    ColumnKind.of(type)
                            .orElseThrow(() -> new IllegalStateException(
                                    "%s.%s has the type %d, which can't be moved".formatted(table, name, type)))));
        }
        columns.sort(Comparator.comparing(Column::name));
        return columns;
    }

    String select() {
        return "SELECT %s FROM %s".formatted(columnNames(), name);
    }

    String insert() {
        return "INSERT INTO %s (%s) VALUES (%s)".formatted(name, columnNames(), SqlLists.placeholders(columns.size()));
    }

    /** The values in the order of the columns. */
    @Nullable
    Object[] read(ResultSet row) throws SQLException {
        @Nullable Object[] values = new @Nullable Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = columns.get(i).kind().read(row, i + 1);
        }
        return values;
    }

    private String columnNames() {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }
}
