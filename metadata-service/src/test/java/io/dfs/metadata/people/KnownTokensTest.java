package io.dfs.metadata.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dfs.common.api.Role;
import io.dfs.common.api.TokenInfo;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class KnownTokensTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final Map<String, TokenInfo> table = new ConcurrentHashMap<>();
    private final AtomicInteger questions = new AtomicInteger();
    private volatile CountDownLatch answers = new CountDownLatch(0);
    private volatile Instant now = BEGIN;
    private final KnownTokens tokens = new KnownTokens(this::ask, ((InstantSource) () -> now).withZone(ZoneOffset.UTC));

    private Optional<TokenInfo> ask(TokenSecret secret) {
        questions.incrementAndGet();
        try {
            answers.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return Optional.ofNullable(table.get(secret.value()));
    }

    @AfterEach
    void close() {
        answers.countDown();
        tokens.close();
    }

    private TokenSecret token(String name, @Nullable Instant revokedAt) {
        TokenSecret secret = TokenSecret.random();
        put(secret, name, revokedAt);
        return secret;
    }

    private void put(TokenSecret secret, String name, @Nullable Instant revokedAt) {
        table.put(
                secret.value(),
                new TokenInfo(UUID.randomUUID(), name, Role.READER, FilePath.ROOT, BEGIN, "admin", null, revokedAt));
    }

    private Optional<TokenInfo> find(TokenSecret secret) {
        return tokens.find(secret, () -> {});
    }

    @Test
    void aTokenThatNobodyHasIsLookedUpOnceInAWhile() {
        TokenSecret secret = TokenSecret.random();
        for (int i = 0; i < 100; i++) {
            assertThat(find(secret)).isEmpty();
        }
        assertThat(questions).hasValue(1);

        put(secret, "late", null);
        tokens.forget();

        assertThat(find(secret)).isPresent();
    }

    @Test
    void whoMayNotLookUpUnknownTokensUsesKnownOnes() {
        TokenSecret known = token("known", null);
        assertThat(find(known)).isPresent();
        Runnable refusal = () -> {
            throw new DfsException(ErrorCode.TOO_MANY_ATTEMPTS, "not now");
        };

        assertThat(tokens.find(known, refusal)).isPresent();
        assertThatThrownBy(() -> tokens.find(TokenSecret.random(), refusal)).hasMessage("not now");
        assertThat(questions).hasValue(1);
    }

    @Test
    @DisplayName("I-9 few tokens that are not known are looked up at a time, and known ones do not wait for them")
    void tokensThatNobodyHasWaitForTheirOwnKind() throws Exception {
        TokenSecret known = token("known", null);
        assertThat(find(known)).isPresent();
        answers = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(10)) {
            List<Future<Optional<TokenInfo>>> tries = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                tries.add(threads.submit(() -> find(TokenSecret.random())));
            }
            await().until(() -> tries.stream().filter(Future::isDone).count() == 6);
            assertThat(questions).hasValue(1 + 4);
            assertThat(find(known)).isPresent();
            answers.countDown();
        }
    }

    @Test
    void aRevokedTokenIsRefusedHoweverManyTokensAreReadAgainAtOnce() throws Exception {
        List<TokenSecret> secrets = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            secrets.add(token("token-" + i, null));
            assertThat(find(secrets.get(i))).isPresent();
        }
        now = now.plus(KnownTokens.FRESH);
        for (int i = 0; i < 8; i++) {
            put(secrets.get(i), "token-" + i, now);
        }
        answers = new CountDownLatch(1);
        List<Future<Optional<TokenInfo>>> found = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            for (int i = 0; i < 16; i++) {
                TokenSecret secret = secrets.get(i / 2);
                found.add(threads.submit(() -> find(secret)));
            }
            await().until(() -> questions.get() == 8 + 4);
            answers.countDown();
        }

        for (Future<Optional<TokenInfo>> each : found) {
            assertThat(each.get().orElseThrow().revokedAt()).as("revoked").isEqualTo(now);
        }
        assertThat(questions).as("one for each token").hasValueLessThanOrEqualTo(8 + 16);
    }

    @Test
    void aKnownTokenIsGoodWhileTheDatabaseIsSilent() {
        TokenSecret known = token("known", null);
        assertThat(find(known)).isPresent();
        answers = new CountDownLatch(1);
        now = now.plus(Duration.ofMinutes(1));

        assertThat(find(known)).isPresent();
    }
}
