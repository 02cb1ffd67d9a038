package io.dfs.metadata.database;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Runs work in a transaction and repeats it when another transaction got in its way (deadlock, lock timeout, the same key
 * inserted): a bounded number of times, with growing random pauses. The work must have no other effects than its SQL.
 */
@Component
public class Transactions {

    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
    private static final int MAX_ATTEMPTS = 10;

    /** A caller who has waited so long rather hears that the service is overloaded. */
    private static final Duration MAX_DURATION = Duration.ofSeconds(20);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);

    private final TransactionOperations transactions;

    public Transactions(TransactionOperations transactions) {
        this.transactions = transactions;
    }

    /** Within a transaction it is part of that one, and whoever began that one repeats the whole. */
    public <T> T call(Supplier<T> work) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            return work.get();
        }
        long deadline = System.nanoTime() + MAX_DURATION.toNanos();
        for (int attempt = 1; ; attempt++) {
            try {
                return transactions.execute(_ -> work.get());
            } catch (TransientDataAccessException | DuplicateKeyException e) {
                if (attempt == MAX_ATTEMPTS || System.nanoTime() > deadline) {
                    throw e;
                }
                LOG.debug("another transaction got in the way, attempt {}: {}", attempt, e.getMessage());
                pause(FIRST_PAUSE.multipliedBy(1L << attempt), e);
            }
        }
    }

    public void run(Runnable work) {
        call(() -> {
            work.run();
            return true;
        });
    }

    private static void pause(Duration longest, RuntimeException cause) {
        try {
            Thread.sleep(Duration.ofNanos(ThreadLocalRandom.current().nextLong(1, longest.toNanos())));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw cause;
        }
    }
}
