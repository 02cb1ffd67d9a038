package io.dfs.metadata.people;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys with which an identity provider signs. They are fetched on a thread of their own, one question at a time and never
 * soon after another one, because anybody can send a token that names a key which is not known: a few requests wait a moment
 * for the answer, all others hear at once that it is not there. Thread-safe.
 */
final class ProviderKeys implements JWKSource<SecurityContext> {

    /** Keys that are older are fetched again; they are good until the new ones are there. */
    static final Duration FRESH = Duration.ofMinutes(5);

    /** For how long keys are good while the provider does not answer: one that it has withdrawn must end. */
    static final Duration GOOD_WITHOUT_PROVIDER = Duration.ofHours(1);

    /** Between two questions. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(ProviderKeys.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MAX_WAITING = 4;

    private record Fetched(JWKSet keys, Instant at) {}

    private final Callable<JWKSet> provider;
    private final Clock clock;
    private final Semaphore waiting = new Semaphore(MAX_WAITING);
    private volatile @Nullable Fetched fetched;
    private @Nullable FutureTask<Fetched> question;
    private Instant askedAt = Instant.MIN;

    /** @param provider asks for the keys; must end by itself */
    ProviderKeys(Callable<JWKSet> provider, Clock clock) {
        this.provider = provider;
        this.clock = clock;
    }

    /** @throws KeySourceException if the provider's answer is needed and is not there */
    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        Fetched known = usable();
        List<JWK> found = known == null ? List.of() : selector.select(known.keys());
        if (!found.isEmpty()) {
            if (isOver(known, FRESH)) {
                var _ = ask();
            }
            return found;
        }
        return selector.select(answer(ask()).keys());
    }

    private @Nullable Fetched usable() {
        Fetched known = fetched;
        return known == null || isOver(known, GOOD_WITHOUT_PROVIDER) ? null : known;
    }

    private boolean isOver(@Nullable Fetched known, Duration age) {
        return known != null && clock.instant().isAfter(known.at().plus(age));
    }

    /** The question under way or, for a while, the last one; or else a new one. */
    private synchronized FutureTask<Fetched> ask() {
        FutureTask<Fetched> last = question;
        Instant now = clock.instant();
        if (last != null && (!last.isDone() || now.isBefore(askedAt.plus(PAUSE)))) {
            return last;
        }
        FutureTask<Fetched> next =
                new FutureTask<>(() -> {
                    Fetched answer = new Fetched(provider.call(), clock.instant());
                    fetched = answer;
                    return answer;
                }) {
                    @Override
                    protected void done() {
                        if (state() == State.FAILED) {
                            LOG.warn("the identity provider can't be asked for its keys", exceptionNow());
                        }
                    }
                };
        question = next;
        askedAt = now;
        Thread.ofPlatform().daemon().name("identity-provider").start(next);
        return next;
    }

    private Fetched answer(FutureTask<Fetched> asked) throws KeySourceException {
        boolean waits = !asked.isDone();
        if (waits && !waiting.tryAcquire()) {
            throw new KeySourceException("its keys are being fetched");
        }
        try {
            return asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new KeySourceException("no answer within %s".formatted(PATIENCE), e);
        } catch (ExecutionException e) {
            throw new KeySourceException(String.valueOf(e.getCause()), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeySourceException("interrupted", e);
        } finally {
            if (waits) {
                waiting.release();
            }
        }
    }
}
