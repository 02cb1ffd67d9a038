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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * Tokens by their secret, from memory where they were looked up a moment ago: a question to the database with each request
 * would double what most requests cost. So a token that another service revoked gets in here for {@link #FRESH} more.
 *
 * <p>While the database does not answer, a token that was good lately is good still, and nobody who has one waits for the
 * database: the status must be told just then, and nothing can be changed anyway. Tokens that nobody has are not remembered, so
 * that nobody fills the memory with them.
 */
@Component
class KnownTokens {

    static final Duration FRESH = Duration.ofSeconds(5);
    static final Duration GOOD_WITHOUT_DATABASE = Duration.ofMinutes(10);

    /** How long a request waits to hear whether a token that was good is good still. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final int MAX_TOKENS = 10_000;

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

    private final TokenTable table;
    private final Transactions transactions;
    private final Clock clock;

    /** By the hash, so that no secret lies in memory longer than its request. */
    private final Cache<ByteBuffer, Known> known =
            Caffeine.newBuilder().maximumSize(MAX_TOKENS).build();

    private final ExecutorService lookups = new ThreadPoolExecutor(
            0,
            MAX_LOOKUPS,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().name("token-lookup-", 1).daemon().factory());

    /** Counts changes: what was read before one is not remembered after it. */
    private final AtomicLong changes = new AtomicLong();

    KnownTokens(TokenTable table, Transactions transactions, Clock clock) {
        this.table = table;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Also one that is revoked or has expired. */
    Optional<TokenInfo> find(TokenSecret secret) {
        ByteBuffer key = ByteBuffer.wrap(secret.sha256());
        Known earlier = known.getIfPresent(key);
        Instant now = clock.instant();
        if (earlier == null || !earlier.mayDoWithoutDatabase(now)) {
            return read(key, secret);
        }
        return earlier.isFresh(now) ? Optional.of(earlier.token()) : refreshed(key, secret, earlier, now);
    }

    private Optional<TokenInfo> read(ByteBuffer key, TokenSecret secret) {
        long before = changes.get();
        Optional<TokenInfo> found = transactions.call(() -> table.bySecret(secret));
        Instant now = clock.instant();
        found.filter(_ -> changes.get() == before)
                .ifPresentOrElse(
                        token -> known.put(key, new Known(token, now, now.plus(FRESH))), () -> known.invalidate(key));
        return found;
    }

    private Optional<TokenInfo> refreshed(ByteBuffer key, TokenSecret secret, Known earlier, Instant now) {
        try {
            return lookups.submit(() -> read(key, secret)).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | RejectedExecutionException _) {
            return inVain(key, earlier, now);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            if (DatabaseFault.of(cause).isPresent()) {
                return inVain(key, earlier, now);
            }
            throw new IllegalStateException("a token can't be looked up", cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DfsException(ErrorCode.UNAVAILABLE, "interrupted while looking up a token", e);
        }
    }

    private Optional<TokenInfo> inVain(ByteBuffer key, Known earlier, Instant now) {
        known.asMap().replace(key, earlier, earlier.askedInVain(now));
        return Optional.of(earlier.token());
    }

    /** After a change: everything is read anew. */
    void forget() {
        changes.incrementAndGet();
        known.invalidateAll();
    }

    @PreDestroy
    void close() {
        lookups.shutdown();
    }
}
