package io.dfs.metadata.move;

import io.dfs.common.error.ExitCode;
import io.dfs.metadata.database.PatientDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** One connection to one of the two databases, open for the whole move: H2 keeps others away from its file that long. */
final class OpenDatabase implements AutoCloseable {

    /** H2's error code for a file that another process has open. */
    static final int H2_IN_USE = 90020;

    private static final Duration POLL_PAUSE = Duration.ofMillis(200);

    /** A server needs a moment to notice that a connection was closed. */
    private static final int POLLS = 10;

    private final DatabaseAddress address;
    private final DataSource dataSource;
    private final Connection connection;
    private final JdbcTemplate jdbc;

    private OpenDatabase(DatabaseAddress address, DataSource dataSource, Connection connection) {
        this.address = address;
        this.dataSource = dataSource;
        this.connection = connection;
        this.jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
    }

    static OpenDatabase open(DatabaseAddress address) throws SQLException {
        DataSource dataSource = PatientDataSource.of(address.url(), address.user(), address.password());
        try {
            return new OpenDatabase(address, dataSource, dataSource.getConnection());
        } catch (SQLException e) {
            // The drivers do not say which of the two it is.
            throw new SQLException("%s: %s".formatted(address, e.getMessage()), e.getSQLState(), e.getErrorCode(), e);
        }
    }

    DatabaseAddress address() {
        return address;
    }

    boolean isH2() {
        return address.product() == Product.H2;
    }

    /** For those who make connections themselves. */
    DataSource dataSource() {
        return dataSource;
    }

    Connection connection() {
        return connection;
    }

    JdbcTemplate jdbc() {
        return jdbc;
    }

    /** A row at a time, however many there are. */
    void forEachRow(TableShape table, Consumer<@Nullable Object[]> handler) {
        JdbcTemplate reading = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
        if (isH2()) {
            reading.execute("SET LAZY_QUERY_EXECUTION 1");
        } else {
            // The driver's word for row by row.
            reading.setFetchSize(Integer.MIN_VALUE);
        }
        reading.query(table.select(), row -> {
            handler.accept(table.read(row));
        });
    }

    /** In H2 for the whole database, in MySQL for this connection. */
    void checkForeignKeys(boolean checked) {
        jdbc.execute(isH2() ? "SET REFERENTIAL_INTEGRITY " + checked : "SET foreign_key_checks = " + checked);
    }

    long count(TableShape table) {
        Long rows = jdbc.queryForObject("SELECT COUNT(*) FROM " + table.name(), Long.class);
        return rows == null ? 0 : rows;
    }

    /** That no service works on it. H2's file is locked by this connection. */
    void requireNoOthers() {
        for (int poll = 1; !isH2(); poll++) {
            List<String> others = others();
            if (others.isEmpty()) {
                return;
            }
            if (poll == POLLS) {
                throw new MoveRefusedException(
                        ExitCode.CONFLICT,
                        "%s is in use (connections of %s): stop all metadata services, and close other programs that use it"
                                .formatted(address, String.join(", ", others)));
            }
            pause();
        }
    }

    private List<String> others() {
        return jdbc.query("""
                SELECT DISTINCT CONCAT(user, '@', SUBSTRING_INDEX(host, ':', 1)) FROM information_schema.processlist
                 WHERE db = DATABASE() AND id <> CONNECTION_ID()""", (row, _) -> row.getString(1));
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
