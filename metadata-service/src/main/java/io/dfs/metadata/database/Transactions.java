package io.dfs.metadata.database;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
    private final Map<RetryCause, Counter> retries = new EnumMap<>(RetryCause.class);

    public Transactions(TransactionOperations transactions, MeterRegistry meters) {
        this.transactions = transactions;
        for (RetryCause cause : RetryCause.values()) {
            Counter counter = Counter.builder("dfs.database.retries")
                    .description("Transactions that were repeated because another one got in their way")
                    .tag("cause", cause.tag())
                    .register(meters);
            retries.put(cause, counter);
        }
    }

    /** Within a transaction it is part of that one, and the code that began it repeats the whole. */
    public <T> T call(Supplier<T> work) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            return work.get();
        }
        long deadline = System.nanoTime() + MAX_DURATION.toNanos();
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(work);
            } catch (TransientDataAccessException | DuplicateKeyException e) {
                Optional<RetryCause> cause = RetryCause.of(e);
                if (cause.isEmpty() || attempt == MAX_ATTEMPTS || System.nanoTime() > deadline) {
                    throw e;
                }
                count(cause.get());
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

    private <T> T attempt(Supplier<T> work) {
        AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        try {
            return transactions.execute(_ -> {
                try {
                    return work.get();
                } catch (RuntimeException e) {
                    failure.set(e);
                    throw e;
                }
            });
        } catch (RuntimeException e) {
            // A connection that broke can't be rolled back either, and what comes of that must not hide what happened.
            RuntimeException first = failure.get();
            throw first == null ? e : first;
        }
    }

    private void count(RetryCause cause) {
        Objects.requireNonNull(retries.get(cause)).increment();
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
