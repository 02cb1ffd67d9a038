package io.dfs.metadata.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.support.TransactionOperations;

class TransactionsTest {

    private final Transactions transactions = new Transactions(TransactionOperations.withoutTransaction());
    private final AtomicInteger attempts = new AtomicInteger();

    static Stream<RuntimeException> obstacles() {
        return Stream.of(
                new CannotAcquireLockException("deadlock"),
                new QueryTimeoutException("lock timeout"),
                new DuplicateKeyException("somebody was faster"),
                new ChangedMeanwhileException("moved"));
    }

    @ParameterizedTest
    @MethodSource("obstacles")
    void workThatAnotherTransactionGotInTheWayOfIsRepeated(RuntimeException obstacle) {
        String result = transactions.call(() -> {
            if (attempts.incrementAndGet() < 4) {
                throw obstacle;
            }
            return "done";
        });

        assertThat(result).isEqualTo("done");
        assertThat(attempts).hasValue(4);
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

    @Test
    void otherFailuresAreNotRepeated() {
        assertThatThrownBy(() -> transactions.run(() -> {
                    attempts.incrementAndGet();
                    throw new DataIntegrityViolationException("a rule of the schema");
                }))
                .isInstanceOf(DataIntegrityViolationException.class);

        assertThat(attempts).hasValue(1);
    }
}
