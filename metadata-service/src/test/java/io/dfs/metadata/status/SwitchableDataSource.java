package io.dfs.metadata.status;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A database that a test takes away: it refuses, or it does not answer at all. */
final class SwitchableDataSource extends DelegatingDataSource {

    /** What a request for a connection meets; it returns if there is one to be had. */
    @FunctionalInterface
    private interface Way {
        void pass() throws SQLException;
    }

    private static final Way OPEN = () -> {};

    private final AtomicReference<Way> way = new AtomicReference<>(OPEN);
    private final AtomicReference<CountDownLatch> silence = new AtomicReference<>(new CountDownLatch(0));

    SwitchableDataSource(DataSource target) {
        super(target);
    }

    void refuse() {
        way.set(() -> {
            throw new SQLNonTransientConnectionException("switched off");
        });
    }

    void fallSilent() {
        CountDownLatch end = new CountDownLatch(1);
        silence.set(end);
        way.set(() -> await(end));
    }

    /** Those who wait go on. */
    void answer() {
        way.set(OPEN);
        silence.get().countDown();
    }

    @Override
    public Connection getConnection() throws SQLException {
        way.get().pass();
        return super.getConnection();
    }

    private static void await(CountDownLatch end) throws SQLException {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted", e);
        }
    }
}
