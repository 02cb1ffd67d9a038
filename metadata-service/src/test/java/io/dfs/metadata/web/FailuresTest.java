package io.dfs.metadata.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Rejection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.coyote.BadRequestException;
import org.hibernate.exception.GenericJDBCException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.orm.jpa.JpaSystemException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.TransactionTimedOutException;

class FailuresTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(
                        "the pool is exhausted",
                        new CannotCreateTransactionException("no", new SQLTransientConnectionException("timed out")),
                        ErrorCode.OVERLOADED),
                arguments(
                        "the pool can't connect",
                        new CannotCreateTransactionException(
                                "no",
                                new SQLTransientConnectionException(
                                        "timed out", new SQLNonTransientConnectionException("refused"))),
                        ErrorCode.DATABASE_UNAVAILABLE),
                arguments(
                        "the connection breaks at the commit",
                        new TransactionSystemException("no", new SQLRecoverableException("broken pipe")),
                        ErrorCode.DATABASE_UNAVAILABLE),
                arguments(
                        "the connection is gone at the rollback",
                        new JpaSystemException(
                                new org.hibernate.TransactionException("no", new SQLException("closed"))),
                        ErrorCode.DATABASE_UNAVAILABLE),
                arguments("deadlocks again and again", new CannotAcquireLockException("x"), ErrorCode.OVERLOADED),
                arguments(
                        "lock timeouts again and again",
                        new QueryTimeoutException("x", new SQLException("x", "HYT00", 50200)),
                        ErrorCode.OVERLOADED),
                arguments("a statement takes too long", new QueryTimeoutException("x"), ErrorCode.OVERLOADED),
                arguments("a transaction takes too long", new TransactionTimedOutException("x"), ErrorCode.OVERLOADED),
                arguments(
                        "a transaction takes too long, told by JPA",
                        new InvalidDataAccessResourceUsageException("x", new TransactionTimedOutException("x")),
                        ErrorCode.OVERLOADED),
                arguments(
                        "the database's disk is full",
                        new UncategorizedSQLException("x", null, new SQLException("full", "HY000", 1114)),
                        ErrorCode.DATABASE_UNAVAILABLE),
                arguments(
                        "the server has become read-only",
                        new UncategorizedSQLException("x", null, new SQLException("super_read_only", "HY000", 1290)),
                        ErrorCode.DATABASE_UNAVAILABLE),
                arguments(
                        "the connection breaks in the middle of a batch",
                        new JpaSystemException(new GenericJDBCException(
                                "no", new SQLException("No operations allowed after statement closed.", "S1009"))),
                        ErrorCode.DATABASE_UNAVAILABLE),
                arguments(
                        "the server is leaving its group",
                        new UncategorizedSQLException("x", null, new SQLException("offline mode", "HY000", 3032)),
                        ErrorCode.DATABASE_UNAVAILABLE),
                arguments(
                        "the group did not take the transaction",
                        new TransactionSystemException("x", new SQLException("before_commit", "HY000", 3100)),
                        ErrorCode.DATABASE_UNAVAILABLE),
                arguments(
                        "the new primary has not caught up",
                        new UncategorizedSQLException("x", null, new SQLException("hold", "HY000", 3783)),
                        ErrorCode.DATABASE_UNAVAILABLE),
                arguments("duplicates again and again", new DuplicateKeyException("x"), ErrorCode.OVERLOADED),
                arguments("a rule of the schema", new DataIntegrityViolationException("x"), ErrorCode.INTERNAL),
                arguments("a body cut short", new BadRequestException("secret"), ErrorCode.INVALID_REQUEST),
                arguments("a header of bytes", new RequestRejectedException("secret"), ErrorCode.INVALID_REQUEST),
                arguments("a mistake of ours", new NullPointerException("secret"), ErrorCode.INTERNAL),
                arguments("an argument of ours", new IllegalArgumentException("secret"), ErrorCode.INTERNAL),
                arguments(
                        "SQL of ours",
                        new IllegalStateException(new SQLException("SELECT secret")),
                        ErrorCode.INTERNAL));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("failures")
    void everyExceptionIsOneErrorOfTheCatalogue(String what, Exception e, ErrorCode code) {
        Failure failure = Failures.of(e);

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.detail()).doesNotContain("secret");
    }

    @Test
    void aRefusalIsToldWithItsRejections() {
        Rejection rejection = new Rejection("n1", "FULL", "no room");
        DfsException refusal = new DfsException(ErrorCode.NOT_ENOUGH_NODES, "too few", List.of(rejection));

        assertThat(Failures.of(refusal))
                .isEqualTo(new Failure(ErrorCode.NOT_ENOUGH_NODES, "too few", List.of(rejection)));
    }
}
