package io.dfs.metadata.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.support.SimpleTransactionStatus;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

class TransactionsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Transactions transactions = new Transactions(TransactionOperations.withoutTransaction(), meters);
    private final AtomicInteger attempts = new AtomicInteger();

    static Stream<Arguments> obstacles() {
        return Stream.of(
                arguments("deadlock", new CannotAcquireLockException("MySQL", new SQLException("x", "40001", 1213))),
                arguments("deadlock", new CannotAcquireLockException("H2", new SQLException("x", "40001", 40001))),
                arguments("lock-timeout", new CannotAcquireLockException("MySQL", new SQLException("x", "", 1205))),
                arguments("lock-timeout", new QueryTimeoutException("H2", new SQLException("x", "HYT00", 50200))),
                arguments("duplicate-key", new DuplicateKeyException("someone was faster")),
                arguments("changed-meanwhile", new ChangedMeanwhileException("moved")),
                arguments("other", new CannotAcquireLockException("of another kind")));
    }

    @ParameterizedTest
    @MethodSource("obstacles")
    void workThatAnotherTransactionGotInTheWayOfIsRepeatedAndCounted(String cause, RuntimeException obstacle) {
        String result = transactions.call(() -> {
            if (attempts.incrementAndGet() < 4) {
                throw obstacle;
            }
            return "done";
        });

        assertThat(result).isEqualTo("done");
        assertThat(attempts).hasValue(4);
        assertThat(meters.get("dfs.database.retries")
                        .tag("cause", cause)
                        .counter()
                        .count())
                .isEqualTo(3);
    }

    @Test
    @DisplayName("I-9 work is repeated a bounded number of times")
    void workIsRepeatedABoundedNumberOfTimes() {
        assertThatThrownBy(() -> transactions.run(() -> {
                    attempts.incrementAndGet();
                    throw new CannotAcquireLockException("deadlock");
                }))
                .isInstanceOf(CannotAcquireLockException.class);

        assertThat(attempts).hasValue(10);
    }

    static Stream<RuntimeException> otherFailures() {
        return Stream.of(
                new DataIntegrityViolationException("a rule of the schema"),
                new QueryTimeoutException("took too long by itself", new SQLException("x", "HY008", 57014)),
                new TransactionTimedOutException("took too long by itself"));
    }

    @ParameterizedTest
    @MethodSource("otherFailures")
    void otherFailuresAreNotRepeated(RuntimeException failure) {
        assertThatThrownBy(() -> transactions.run(() -> {
                    attempts.incrementAndGet();
                    throw failure;
                }))
                .isSameAs(failure);

        assertThat(attempts).hasValue(1);
        assertThat(meters.get("dfs.database.retries").counters()).allMatch(counter -> counter.count() == 0);
    }

    @Test
    void aRollbackThatFailsDoesNotHideWhy() {
        TransactionOperations broken = new TransactionOperations() {
            @Override
            public <T> T execute(TransactionCallback<T> action) {
                try {
                    return action.doInTransaction(new SimpleTransactionStatus());
                } catch (RuntimeException e) {
                    throw new IllegalStateException("can't be rolled back", e);
                }
            }
        };
        RuntimeException gone = new RecoverableDataAccessException("the connection broke");

        assertThatThrownBy(() -> new Transactions(broken, meters).run(() -> {
                    throw gone;
                }))
                .isSameAs(gone);
    }
}
