package io.dfs.metadata.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ProviderKeysTest {

    private final AtomicInteger questions = new AtomicInteger();
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private volatile Callable<JWKSet> provider = () -> keys("one");
    private final ProviderKeys keys = new ProviderKeys(
            () -> {
                questions.incrementAndGet();
                return provider.call();
            },
            ((InstantSource) () -> now).withZone(ZoneOffset.UTC));

    @Test
    void aKeyIsFetchedWhenItIsFirstNamed() throws Exception {
        assertThat(get("one")).hasSize(1);
        assertThat(get("one")).hasSize(1);
        assertThat(questions).hasValue(1);
    }

    @Test
    void theProviderIsAskedForUnknownKeysOnceInAWhile() throws Exception {
        for (int forged = 0; forged < 1_000; forged++) {
            assertThat(get("forged-" + forged)).isEmpty();
        }
        assertThat(questions).hasValue(1);

        provider = () -> keys("one", "two");
        now = now.plus(ProviderKeys.PAUSE);

        assertThat(get("two")).hasSize(1);
        assertThat(questions).hasValue(2);
    }

    @Test
    @DisplayName("I-9 while the provider is silent, few requests wait for it, and known keys are good")
    void aSilentProviderHoldsUpNobody() throws Exception {
        assertThat(get("one")).hasSize(1);
        CountDownLatch silence = new CountDownLatch(1);
        provider = () -> {
            silence.await();
            return keys("one");
        };
        now = now.plus(ProviderKeys.PAUSE);

        List<Future<List<JWK>>> forged = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(20)) {
            for (int number = 0; number < 20; number++) {
                String id = "forged-" + number;
                forged.add(threads.submit(() -> get(id)));
            }
            await().until(() -> forged.stream().filter(Future::isDone).count() >= 16);
            assertThat(get("one")).hasSize(1);
        }
        silence.countDown();

        assertThat(forged)
                .allSatisfy(answer -> assertThatThrownBy(answer::get).cause().isInstanceOf(KeySourceException.class));
        assertThat(questions).hasValue(2);
        assertThat(forged)
                .as("heard at once that the keys are not there")
                .filteredOn(answer -> "its keys are being fetched"
                        .equals(answer.exceptionNow().getMessage()))
                .hasSizeGreaterThanOrEqualTo(16);
    }

    @Test
    void aFailureIsToldUntilTheNextQuestion() throws Exception {
        provider = () -> {
            throw new IOException("no route");
        };
        assertThatThrownBy(() -> get("one"))
                .isInstanceOf(KeySourceException.class)
                .hasMessageContaining("no route");
        assertThatThrownBy(() -> get("one")).isInstanceOf(KeySourceException.class);
        assertThat(questions).hasValue(1);

        provider = () -> keys("one");
        now = now.plus(ProviderKeys.PAUSE);

        assertThat(get("one")).hasSize(1);
    }

    @Test
    void oldKeysAreFetchedAgainWhileTheyAreStillGood() throws Exception {
        assertThat(get("one")).hasSize(1);
        provider = () -> keys("two");
        now = now.plus(ProviderKeys.FRESH).plus(Duration.ofSeconds(1));

        assertThat(get("one")).hasSize(1);
        await().untilAsserted(() -> assertThat(get("one")).isEmpty());
    }

    @Test
    void keysEndWhenTheProviderHasNotAnsweredForTooLong() throws Exception {
        assertThat(get("one")).hasSize(1);
        provider = () -> {
            throw new IOException("no route");
        };
        now = now.plus(ProviderKeys.GOOD_WITHOUT_PROVIDER).plus(Duration.ofSeconds(1));

        assertThatThrownBy(() -> get("one")).isInstanceOf(KeySourceException.class);
    }

    private List<JWK> get(String id) throws KeySourceException {
        return keys.get(new JWKSelector(new JWKMatcher.Builder().keyID(id).build()), null);
    }

    private static JWKSet keys(String... ids) throws JOSEException {
        List<JWK> keys = new ArrayList<>();
        for (String id : ids) {
            keys.add(new OctetSequenceKeyGenerator(256).keyID(id).generate());
        }
        return new JWKSet(keys);
    }
}
