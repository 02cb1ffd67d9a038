package io.dfs.common.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two services with a file of secrets each, which are exchanged under them. */
class SecretRotationTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final String OLD = "0123456789abcdef0123456789abcdef";
    private static final String NEW = "fedcba9876543210fedcba9876543210";
    private static final List<String> STEPS = List.of(OLD, OLD + "\n" + NEW, NEW + "\n" + OLD, NEW);

    @TempDir
    private Path folder;

    private final AtomicLong nanoTime = new AtomicLong();
    private Service first;
    private Service second;

    /** What a service knows of the secrets. */
    private record Service(Path file, WatchedClusterSecrets secrets, TokenSigner signer) {}

    @BeforeEach
    void twoServices() throws IOException {
        first = service("first");
        second = service("second");
    }

    private Service service(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, OLD);
        WatchedClusterSecrets secrets = new WatchedClusterSecrets("", file.toString(), "", nanoTime::get);
        return new Service(file, secrets, new TokenSigner(secrets, Clock.fixed(NOW, ZoneOffset.UTC)));
    }

    private void write(Service service, String content) throws IOException {
        Path temp = folder.resolve("temp");
        Files.writeString(temp, content);
        Files.move(temp, service.file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void writeUnchecked(Service service, String content) {
        try {
            write(service, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void timePasses() {
        nanoTime.addAndGet(WatchedClusterSecrets.INTERVAL.toNanos());
    }

    private record Tokens(String ticket, String receipt, String service) {}

    private static Tokens signedBy(Service service) {
        NodeAddress node = new NodeAddress(NodeId.random(), "node-1", "default", "http://localhost:7071");
        Ticket ticket = new Ticket(
                ClusterId.random(),
                Operation.READ,
                ChunkId.random(),
                5,
                List.of(node),
                null,
                NOW.plusSeconds(60),
                null);
        Receipt receipt = new Receipt(ticket.clusterId(), ticket.chunkId(), node.id(), 5, new Crc32c(-1), NOW);
        return new Tokens(
                service.signer().sign(ticket),
                service.signer().sign(receipt),
                service.signer().signServiceToken("c"));
    }

    private static void understands(Service service, Tokens tokens) {
        service.signer().verifyTicket(tokens.ticket());
        service.signer().verifyReceipt(tokens.receipt());
        service.signer().verifyServiceToken(tokens.service());
    }

    @Test
    void servicesThatAreOneStepApartUnderstandEachOtherAndWhatWasSignedAStepBefore() throws IOException {
        Tokens before = signedBy(first);
        for (String step : STEPS.subList(1, STEPS.size())) {
            write(first, step);
            timePasses();
            Tokens ahead = signedBy(first);
            Tokens behind = signedBy(second);
            understands(second, ahead);
            understands(first, behind);
            understands(first, before);

            write(second, step);
            timePasses();
            understands(second, ahead);
            understands(second, behind);
            before = ahead;
        }
        assertThat(first.secrets().get()).containsExactly(new ClusterSecret(NEW));
    }

    @Test
    void onlyTheLastStepEndsWhatTheFormerSecretSigned() throws IOException {
        Tokens before = signedBy(first);
        write(first, STEPS.get(2));
        timePasses();
        understands(first, before);

        write(first, STEPS.get(3));
        timePasses();

        assertThat(catchThrowable(() -> understands(first, before)))
                .hasMessageContaining("not signed with this cluster's secret");
    }

    @Test
    void theFileIsLookedAtOnlyNowAndThen() throws IOException {
        write(first, NEW);
        assertThat(first.secrets().get()).containsExactly(new ClusterSecret(OLD));

        timePasses();
        assertThat(first.secrets().get()).containsExactly(new ClusterSecret(NEW));
    }

    @Test
    void whatIsWrittenWhileTheFileIsReadIsTakenTheNextTime() throws IOException {
        AtomicLong asked = new AtomicLong();
        WatchedClusterSecrets secrets =
                new WatchedClusterSecrets("", first.file().toString(), "", () -> {
                    // The second question after the start is asked by the one who reads.
                    if (asked.getAndIncrement() == 2) {
                        timePasses();
                        writeUnchecked(first, NEW);
                    }
                    return nanoTime.get();
                });
        timePasses();
        secrets.get();

        assertThat(secrets.get()).containsExactly(new ClusterSecret(NEW));
    }

    @Test
    void aContentThatCantBeUsedKeepsTheSecretsAsTheyWere() throws IOException {
        for (String broken :
                List.of("", "short", "\n\n", NEW + "\nshort", String.join("\n", OLD, NEW, OLD + "1", OLD + "2"))) {
            write(first, broken);
            timePasses();
            assertThat(first.secrets().get()).as(broken).containsExactly(new ClusterSecret(OLD));
        }
        Files.delete(first.file());
        timePasses();
        assertThat(first.secrets().get()).containsExactly(new ClusterSecret(OLD));

        write(first, NEW);
        timePasses();
        assertThat(first.secrets().get()).containsExactly(new ClusterSecret(NEW));
    }

    @Test
    void noTokenIsRefusedWhileManyThreadsSignAndVerifyAndTheSecretsChange() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicLongArray rounds = new AtomicLongArray(4);
        try (ExecutorService threads = Executors.newFixedThreadPool(rounds.length())) {
            List<Future<?>> traffic = new ArrayList<>();
            for (int i = 0; i < rounds.length(); i++) {
                int thread = i;
                traffic.add(threads.submit(() -> {
                    while (!over.get()) {
                        understands(second, signedBy(first));
                        understands(first, signedBy(second));
                        rounds.incrementAndGet(thread);
                    }
                }));
            }
            try {
                for (String step : STEPS) {
                    for (Service service : List.of(first, second)) {
                        write(service, step);
                        timePasses();
                        takes(service, step);
                    }
                    untilWhatWasSignedBeforeIsVerified(rounds, traffic);
                }
            } finally {
                over.set(true);
            }
            for (Future<?> thread : traffic) {
                thread.get();
            }
        }
    }

    private static void untilWhatWasSignedBeforeIsVerified(AtomicLongArray rounds, List<Future<?>> traffic) {
        for (int i = 0; i < rounds.length(); i++) {
            int thread = i;
            long before = rounds.get(thread);
            untilSoon(() ->
                    rounds.get(thread) >= before + 2 || traffic.get(thread).isDone());
        }
    }

    /** The one who reads may be another thread. */
    private static void takes(Service service, String step) {
        List<ClusterSecret> expected = step.lines().map(ClusterSecret::new).toList();
        untilSoon(() -> service.secrets().get().equals(expected));
    }

    private static void untilSoon(Callable<Boolean> condition) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofMinutes(1))
                .until(condition);
    }

    @Test
    void thePreviousSecretIsAcceptedBesideThoseOfTheFile() throws IOException {
        assertThat(ClusterSecrets.of("", first.file().toString(), NEW))
                .containsExactly(new ClusterSecret(OLD), new ClusterSecret(NEW));
        assertThat(ClusterSecrets.of(OLD, "unused", OLD)).containsExactly(new ClusterSecret(OLD));
    }

    @Test
    void moreSecretsThanAnExchangeNeedsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusterSecrets.of(String.join("\n", OLD, NEW, OLD + "1"), "", OLD + "2"))
                .withMessageContaining("4 cluster secrets are given; the most is 3");
    }
}
