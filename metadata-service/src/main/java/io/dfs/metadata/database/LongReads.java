package io.dfs.metadata.database;

import java.sql.Connection;
import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Transactions that may read for longer than a request may take, with a limit of their own. */
@Component
public class LongReads {

    /** So that the limit ends a read, and not the connection. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final PlatformTransactionManager transactions;
    private final JdbcTemplate jdbc;

    LongReads(PlatformTransactionManager transactions, JdbcTemplate jdbc) {
        this.transactions = transactions;
        this.jdbc = jdbc;
    }

    public <T> T within(Duration limit, Supplier<T> read) {
        TransactionTemplate transaction = new TransactionTemplate(transactions);
        transaction.setTimeout(Math.toIntExact(limit.toSeconds()));
        return transaction.execute(_ -> {
            awaitAnswersFor(limit.plus(MARGIN));
            return read.get();
        });
    }

    /** The pool undoes it when the connection is given back. */
    private void awaitAnswersFor(Duration longest) {
        jdbc.execute((Connection connection) -> {
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(longest.toMillis()));
            return true;
        });
    }
}
