package io.dfs.metadata.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.metadata.cluster.ClusterIdentity;
import io.dfs.metadata.time.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

abstract class SchemaContract {

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Transactions transactions;

    @Autowired
    DatabaseClock databaseClock;

    @Autowired
    ClusterIdentity identity;

    @Test
    void theMigrationMakesTheRootAndTheTrash() {
        assertThat(jdbc.sql("SELECT COUNT(*) FROM entry WHERE parent_id IS NULL")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }

    @Test
    void theDatabaseTellsTheTimeInUtc() {
        assertThat(Duration.between(databaseClock.instant(), Instant.now()).abs())
                .isLessThan(Duration.ofMinutes(10));
    }

    @Test
    void everyStatementSeesWhatOthersHaveCommitted() throws Exception {
        CountDownLatch counted = new CountDownLatch(1);
        CountDownLatch inserted = new CountDownLatch(1);
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            Future<List<Integer>> counts = other.submit(() -> transactions.call(() -> {
                int before = countWork();
                counted.countDown();
                await(inserted);
                return List.of(before, countWork());
            }));
            await(counted);
            transactions.run(
                    () -> jdbc.sql("""
                            INSERT INTO work (id, kind, chunk_id, reason, priority, attempts, next_attempt_at, fence,
                                created_at)
                            VALUES (?, 'REPAIR', ?, 'x', 0, 0, CURRENT_TIMESTAMP(6), 0, CURRENT_TIMESTAMP(6))
                            """).params(new byte[16], new byte[16]).update());
            inserted.countDown();

            assertThat(counts.get(1, TimeUnit.MINUTES)).containsExactly(0, 1);
        }
    }

    private int countWork() {
        return jdbc.sql("SELECT COUNT(*) FROM work").query(Integer.class).single();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theClusterHasOneIdentityThatIsKept() {
        byte[] stored = jdbc.sql("SELECT id FROM cluster").query(byte[].class).single();

        assertThat(SqlValues.uuid(stored)).isEqualTo(identity.id().value());
    }
}
