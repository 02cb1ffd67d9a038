package io.dfs.metadata.people;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.dfs.common.api.TokenInfo;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.metadata.database.DatabaseFault;
import io.dfs.metadata.database.Transactions;
import jakarta.annotation.PreDestroy;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Tokens by their secret, from memory where they were looked up a moment ago: a question to the database with each request
 * would double what most requests cost. So a token that another service revoked gets in here for {@link #FRESH} more.
 *
 * <p>While the database does not answer, a token that was good lately is good still, and no one who has one waits for the
 * database: the status must be told just then, and nothing can be changed anyway.
 *
 * <p>Tokens that no one has are remembered for a moment, so that a program that sends one again and again costs nothing, and only
 * a few tokens that are not known are looked up at a time: who tries tokens takes no more than those of the database.
 */
@Component
class KnownTokens {

    static final Duration FRESH = Duration.ofSeconds(5);
    static final Duration GOOD_WITHOUT_DATABASE = Duration.ofMinutes(10);

    /** How long a request waits to hear whether a token that was good is good still. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final int MAX_TOKENS = 10_000;

    /** Of tokens that no one has. */
    private static final int MAX_STRANGERS = 10_000;

    /** More at once only wait for a database that does not answer. */
    private static final int MAX_LOOKUPS = 4;

    /** @param askAgainAt until then the database is not asked */
    private record Known(TokenInfo token, Instant readAt, Instant askAgainAt) {

        /** The machine's clock may be set back; then nothing is taken for fresh. */
        boolean isFresh(Instant now) {
            return !now.isBefore(readAt) && now.isBefore(askAgainAt);
        }

        boolean mayDoWithoutDatabase(Instant now) {
            return !now.isBefore(readAt) && now.isBefore(readAt.plus(GOOD_WITHOUT_DATABASE));
        }

        Known askedInVain(Instant now) {
            return new Known(token, readAt, now.plus(FRESH));
        }
    }

    private final Function<TokenSecret, Optional<TokenInfo>> table;
    private final Clock clock;

    /** By the hash, so that no secret lies in memory longer than its request. */
    private final Cache<ByteBuffer, Known> known =
            Caffeine.newBuilder().maximumSize(MAX_TOKENS).build();

    private final Cache<ByteBuffer, Boolean> strangers = Caffeine.newBuilder()
            .maximumSize(MAX_STRANGERS)
            .expireAfterWrite(FRESH)
            .build();

    private final Semaphore strangersLookups = new Semaphore(MAX_LOOKUPS);

    /** One for each token that is known, so their number is that of the tokens. */
    private final ExecutorService lookups = Executors.newFixedThreadPool(
            MAX_LOOKUPS, Thread.ofPlatform().name("token-lookup-", 1).daemon().factory());

    private final Map<ByteBuffer, FutureTask<Optional<TokenInfo>>> refreshes = new ConcurrentHashMap<>();

    /** Counts changes: what was read before one is not remembered after it. */
    private final AtomicLong changes = new AtomicLong();

    @Autowired
    KnownTokens(TokenTable table, Transactions transactions, Clock clock) {
        this(secret -> transactions.call(() -> table.bySecret(secret)), clock);
    }

    /** @param table finds the token with a secret, if there is one */
    KnownTokens(Function<TokenSecret, Optional<TokenInfo>> table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /**
     * Also one that is revoked or has expired.
     *
     * @param beforeLookup called before the database is asked for one that is not known; may refuse
     */
    Optional<TokenInfo> find(TokenSecret secret, Runnable beforeLookup) {
        ByteBuffer key = ByteBuffer.wrap(secret.sha256());
        Known earlier = known.getIfPresent(key);
        Instant now = clock.instant();
        if (earlier == null || !earlier.mayDoWithoutDatabase(now)) {
            return strange(key, secret, beforeLookup);
        }
        return earlier.isFresh(now) ? Optional.of(earlier.token()) : refreshed(key, secret, earlier, now);
    }

    private Optional<TokenInfo> strange(ByteBuffer key, TokenSecret secret, Runnable beforeLookup) {
        if (strangers.getIfPresent(key) != null) {
            return Optional.empty();
        }
        beforeLookup.run();
        if (!waited(() -> strangersLookups.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))) {
            throw new DfsException(ErrorCode.OVERLOADED, "too many unknown tokens come at a time: try again shortly");
        }
        try {
            long before = changes.get();
            Optional<TokenInfo> found = read(key, secret);
            if (found.isEmpty() && changes.get() == before) {
                strangers.put(key, true);
            }
            return found;
        } finally {
            strangersLookups.release();
        }
    }

    private Optional<TokenInfo> read(ByteBuffer key, TokenSecret secret) {
        long before = changes.get();
        Optional<TokenInfo> found = table.apply(secret);
        Instant now = clock.instant();
        found.filter(_ -> changes.get() == before)
                .ifPresentOrElse(
                        token -> known.put(key, new Known(token, now, now.plus(FRESH))), () -> known.invalidate(key));
        return found;
    }

    private Optional<TokenInfo> refreshed(ByteBuffer key, TokenSecret secret, Known earlier, Instant now) {
        FutureTask<Optional<TokenInfo>> refresh = refresh(key, secret);
        try {
            return waited(() -> refresh.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (CompletionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            if (cause instanceof TimeoutException || DatabaseFault.of(cause).isPresent()) {
                return inVain(key, earlier, now);
            }
            throw new IllegalStateException("a token can't be looked up", cause);
        }
    }

    /** The one under way, or a new one: those who wait for the same token wait for the same answer. */
    private FutureTask<Optional<TokenInfo>> refresh(ByteBuffer key, TokenSecret secret) {
        FutureTask<Optional<TokenInfo>> fresh = new FutureTask<>(() -> {
            try {
                return read(key, secret);
            } finally {
                refreshes.remove(key);
            }
        });
        FutureTask<Optional<TokenInfo>> running = refreshes.putIfAbsent(key, fresh);
        if (running != null) {
            return running;
        }
        lookups.execute(fresh);
        return fresh;
    }

    @FunctionalInterface
    private interface Waiting<T> {
        T call() throws InterruptedException, ExecutionException, TimeoutException;
    }

    /** @throws CompletionException with the cause, if it failed or did not end in time */
    private static <T> T waited(Waiting<T> waiting) {
        try {
            return waiting.call();
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw new CompletionException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DfsException(ErrorCode.UNAVAILABLE, "interrupted while looking up a token", e);
        }
    }

    private Optional<TokenInfo> inVain(ByteBuffer key, Known earlier, Instant now) {
        known.asMap().replace(key, earlier, earlier.askedInVain(now));
        return Optional.of(earlier.token());
    }

    /** After a change: everything is read again. */
    void forget() {
        changes.incrementAndGet();
        known.invalidateAll();
        strangers.invalidateAll();
    }

    @PreDestroy
    void close() {
        lookups.shutdown();
    }
}
