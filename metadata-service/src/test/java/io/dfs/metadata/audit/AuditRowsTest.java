package io.dfs.metadata.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dfs.common.id.Ids;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.support.TestDatabase;
import io.dfs.service.audit.AuditCaller;
import io.dfs.service.audit.AuditLine;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Instant;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Rows on their way into the table while the database comes and goes. */
class AuditRowsTest {

    private final TestDatabase database = TestDatabase.h2();
    private final Door door = new Door(database);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AuditRows rows = new AuditRows(
            new AuditTable(JdbcClient.create(door), new JdbcTemplate(door)),
            new Transactions(new TransactionTemplate(new JdbcTransactionManager(door)), meters),
            meters);

    /** A database that can be shut off. */
    private static final class Door extends DelegatingDataSource {

        private volatile boolean open = true;

        Door(TestDatabase database) {
            super(database.dataSource());
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (!open) {
                throw new SQLNonTransientConnectionException("switched off");
            }
            return super.getConnection();
        }
    }

    @BeforeEach
    void start() {
        Flyway.configure().dataSource(database.dataSource()).load().migrate();
        rows.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        rows.stop();
    }

    private static AuditLine line() {
        return new AuditLine(
                Instant.now(), Ids.next(), "r", AuditCaller.UNKNOWN, "here", "POST /x", null, null, 200, "OK", 1L);
    }

    private void write(int lines) {
        for (int number = 0; number < lines; number++) {
            rows.write(line());
        }
    }

    private int stored() {
        return JdbcClient.create(database.dataSource())
                .sql("SELECT COUNT(*) FROM audit")
                .query(Integer.class)
                .single();
    }

    @Test
    void linesWaitWhileTheDatabaseIsAway() {
        door.open = false;
        write(1200);

        door.open = true;

        await().untilAsserted(() -> assertThat(stored()).isEqualTo(1200));
        assertThat(meters.counter("dfs.audit.rows.dropped").count()).isZero();
    }

    @Test
    void linesForWhichThereIsNoRoomAreCounted() {
        door.open = false;
        int lines = AuditRows.MAX_WAITING + 2000;
        write(lines);

        door.open = true;

        await().untilAsserted(
                () -> assertThat(stored() + (int) meters.counter("dfs.audit.rows.dropped").count())
                        .isEqualTo(lines));
        assertThat(stored()).isLessThan(lines);
    }

    @Test
    void aStopWritesWhatWaits() throws InterruptedException {
        write(700);

        rows.stop();

        assertThat(stored()).isEqualTo(700);
    }
}
