package io.dfs.metadata.people;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.dfs.common.api.TokenInfo;
import io.dfs.metadata.database.DatabaseFault;
import io.dfs.metadata.database.Transactions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Tokens by their secret, from memory where they were looked up a moment ago: a question to the database with each request
 * would double what most requests cost. So a token that another service revoked gets in here for {@link #FRESH} more.
 *
 * <p>While the database does not answer, a token that was good lately is good still: the status must be told just then, and
 * nothing can be changed anyway. Tokens that nobody has are not remembered, so that nobody fills the memory with them.
 */
@Component
class KnownTokens {

    static final Duration FRESH = Duration.ofSeconds(5);
    static final Duration GOOD_WITHOUT_DATABASE = Duration.ofMinutes(10);
    private static final int MAX_TOKENS = 10_000;

    private record Known(TokenInfo token, Instant readAt) {}

    private final TokenTable table;
    private final Transactions transactions;
    private final InstantSource clock;

    /** By the hash, so that no secret lies in memory longer than its request. */
    private final Cache<ByteBuffer, Known> known;

    @Autowired
    KnownTokens(TokenTable table, Transactions transactions, java.time.Clock clock) {
        this(table, transactions, (InstantSource) clock);
    }

    KnownTokens(TokenTable table, Transactions transactions, InstantSource clock) {
        this.table = table;
        this.transactions = transactions;
        this.clock = clock;
        this.known = Caffeine.newBuilder().maximumSize(MAX_TOKENS).build();
    }

    /** Also one that is revoked or has expired. */
    Optional<TokenInfo> find(TokenSecret secret) {
        ByteBuffer key = ByteBuffer.wrap(secret.sha256());
        Known earlier = known.getIfPresent(key);
        Instant now = clock.instant();
        if (earlier != null && isWithin(FRESH, earlier, now)) {
            return Optional.of(earlier.token());
        }
        try {
            Optional<TokenInfo> found = transactions.call(() -> table.bySecret(secret));
            found.ifPresentOrElse(token -> known.put(key, new Known(token, now)), () -> known.invalidate(key));
            return found;
        } catch (RuntimeException e) {
            if (earlier == null || DatabaseFault.of(e).isEmpty() || !isWithin(GOOD_WITHOUT_DATABASE, earlier, now)) {
                throw e;
            }
            return Optional.of(earlier.token());
        }
    }

    /** The machine's clock may be set back; then what was read is not taken for fresh. */
    private static boolean isWithin(Duration age, Known known, Instant now) {
        Duration since = Duration.between(known.readAt(), now);
        return !since.isNegative() && since.compareTo(age) < 0;
    }

    /** After a change: everything is read anew. */
    void forget() {
        known.invalidateAll();
    }
}
