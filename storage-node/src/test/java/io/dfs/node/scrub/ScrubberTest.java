package io.dfs.node.scrub;

import static io.dfs.node.chunk.TestChunks.bytes;
import static io.dfs.node.chunk.TestChunks.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dfs.common.api.ReplicaVerification;
import io.dfs.common.api.ReplicaVerification.Finding;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.HttpMetadataApi;
import io.dfs.common.http.Retry;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.node.TestCluster;
import io.dfs.node.chunk.DataDirectories;
import io.dfs.node.chunk.DiskChunkStore;
import io.dfs.node.chunk.RecordingWatcher;
import io.dfs.node.chunk.TestChunks;
import io.dfs.node.encryption.EncryptionKeys;
import io.dfs.node.encryption.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.util.unit.DataSize;

class ScrubberTest {

    private static final int LENGTH = 3 * 65_536 + 100;
    private static final Duration PERIOD = Duration.ofDays(14);

    @TempDir
    private Path root;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T10:00:00Z"));
    private final Clock clock = new MovingClock();
    private final RecordingWatcher watcher = new RecordingWatcher();
    private final AtomicBoolean registered = new AtomicBoolean(true);
    private final AtomicLong nanoTime = new AtomicLong();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final List<ChunkId> doubtful = new ArrayList<>();
    private final List<Long> steps = new ArrayList<>();
    private final List<Long> rates = new ArrayList<>();
    private final ScrubProperties properties = new ScrubProperties(PERIOD, DataSize.ofMegabytes(20));
    private Pace pace = (lengthBytes, bytesPerSecond) -> {
        steps.add(lengthBytes);
        rates.add(bytesPerSecond);
    };

    private TestCluster cluster;
    private CloseableHttpClient http;
    private HttpMetadataApi metadata;
    private DataDirectories directories;
    private DiskChunkStore store;
    private Scrubber scrubber;

    private final class MovingClock extends Clock {
        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }

    @BeforeEach
    void setUp() throws IOException {
        cluster = new TestCluster();
        http = HttpClients.create(Duration.ofSeconds(2), Duration.ofSeconds(10), 2);
        metadata =
                new HttpMetadataApi(http, cluster.url(), Retry.NEVER, () -> cluster.signer.signServiceToken("node:n1"));
        directories = DataDirectories.open(List.of(root.resolve("a")), 64L << 20, clock);
        TestChunks.join(directories, cluster.id);
        store = new DiskChunkStore(directories, EncryptionKeys.none(), clock, watcher);
        scrubber = newScrubber(3);
    }

    @AfterEach
    void tearDown() throws IOException {
        directories.close();
        http.close();
        cluster.close();
    }

    private Scrubber newScrubber(int idsPerPass) {
        return new Scrubber(
                store,
                new VerifiedBatch(metadata, directories::nodeId, nanoTime::get),
                watcher,
                directories.notes(),
                properties,
                (lengthBytes, bytesPerSecond) -> pace.spend(lengthBytes, bytesPerSecond),
                new Scrubber.Surroundings(registered::get, busy::get, doubtful::add),
                clock,
                idsPerPass);
    }

    private List<ChunkId> stored(int count) {
        List<ChunkId> chunks =
                Stream.generate(ChunkId::random).limit(count).sorted().toList();
        chunks.forEach(chunk -> write(store, chunk, bytes(1000, 1)));
        return chunks;
    }

    private void round() throws InterruptedException {
        while (scrubber.runOnce().isZero()) {
            assertThat(steps).hasSizeLessThan(10_000);
        }
    }

    private Path fileOf(ChunkId chunk) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("a/chunks"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(chunk.toString()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    @DisplayName("I-10 every replica is read and told with its length and checksum")
    void everyReplicaIsReadAndTold() throws InterruptedException {
        List<ChunkId> chunks = stored(7);

        round();

        assertThat(cluster.verifications.keySet()).containsExactlyInAnyOrderElementsOf(chunks);
        assertThat(cluster.verifications.get(chunks.getFirst()))
                .isEqualTo(ReplicaVerification.good(chunks.getFirst(), 1000, Crc32c.of(bytes(1000, 1)))
                        .aged(Duration.ZERO));
        assertThat(steps.stream().mapToLong(Long::longValue).sum()).isEqualTo(7 * 1000);
    }

    /** What can happen to a file: {@code end} counts from its end. */
    enum Damage {
        FIRST_BIT(file -> flipped(file, 0)),
        MIDDLE_BIT(file -> flipped(file, LENGTH / 2)),
        LAST_BIT_OF_THE_DATA(file -> flipped(file, LENGTH - 1)),
        BLOCK_CHECKSUM(file -> flipped(file, LENGTH + 1)),
        DESCRIPTION(file -> flipped(file, LENGTH + 4 * 4 + 3)),
        ORIGIN(file -> flipped(file, LENGTH + 4 * 4 + 57)),
        TRAILER_LENGTH(file -> flipped(file, file.length - 28)),
        FORMAT_VERSION(file -> flipped(file, file.length - 13)),
        FOOTER_CHECKSUM(file -> flipped(file, file.length - 12)),
        MAGIC(file -> flipped(file, file.length - 1)),
        ONE_BYTE_SHORTER(file -> Arrays.copyOf(file, file.length - 1)),
        ONE_BYTE_LONGER(file -> Arrays.copyOf(file, file.length + 1)),
        FIRST_BYTE_GONE(file -> Arrays.copyOfRange(file, 1, file.length)),
        ZEROED_BLOCK(file -> zeroed(file, 65_536, 131_072)),
        ZEROED_WHOLE(file -> new byte[file.length]),
        ONLY_THE_DATA(file -> Arrays.copyOf(file, LENGTH)),
        EMPTY(_ -> new byte[0]);

        private final UnaryOperator<byte[]> change;

        Damage(UnaryOperator<byte[]> change) {
            this.change = change;
        }

        private static byte[] flipped(byte[] file, int position) {
            byte[] changed = file.clone();
            changed[position] ^= 1;
            return changed;
        }

        private static byte[] zeroed(byte[] file, int from, int to) {
            byte[] changed = file.clone();
            Arrays.fill(changed, from, to, (byte) 0);
            return changed;
        }
    }

    @Test
    @DisplayName(
            "I-4 a replica whose key is not here is neither good nor damaged nor in doubt, and the next ones are read")
    void aReplicaWhoseKeyIsNotHereIsPassedOver() throws InterruptedException {
        ChunkId encrypted = id(1);
        write(new DiskChunkStore(directories, TestKeys.of(1), clock, watcher), encrypted, bytes(1000, 1));
        write(store, id(2), bytes(1000, 1));

        round();

        assertThat(cluster.verifications.keySet()).containsExactly(id(2));
        assertThat(watcher.corrupt).isEmpty();
        assertThat(doubtful).isEmpty();
    }

    private static ChunkId id(int number) {
        return ChunkId.valueOf("00000000-0000-7000-8000-00000000000" + number);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("I-3 scrubbing finds any damage, tells it, and leaves the file where it is")
    void findsAnyDamage(Damage damage) throws Exception {
        List<ChunkId> good = stored(2);
        ChunkId chunk = ChunkId.random();
        write(store, chunk, bytes(LENGTH, 2));
        Path file = fileOf(chunk);
        byte[] changed = damage.change.apply(Files.readAllBytes(file));
        Files.write(file, changed);

        round();

        assertThat(watcher.corrupt).contains(chunk).doesNotContainAnyElementsOf(good);
        assertThat(cluster.verifications.keySet()).containsExactlyInAnyOrderElementsOf(good);
        assertThat(file).hasBinaryContent(changed);
        assertThat(store.report().failedDirectories()).isEmpty();
    }

    @Test
    @DisplayName("I-3 the file of another chunk under the name is damage")
    void findsTheFileOfAnotherChunk() throws Exception {
        List<ChunkId> chunks = stored(2);
        Files.copy(fileOf(chunks.get(0)), fileOf(chunks.get(1)), java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        round();

        assertThat(watcher.corrupt).contains(chunks.get(1));
        assertThat(cluster.verifications.keySet()).containsExactly(chunks.get(0));
    }

    @Test
    void aFindingThatWasLostIsToldAgainInTheNextRound() throws Exception {
        List<ChunkId> chunks = stored(1);
        Files.write(fileOf(chunks.getFirst()), new byte[0]);
        round();
        watcher.corrupt.clear();

        now.set(now.get().plus(PERIOD));
        round();

        assertThat(watcher.corrupt).containsOnly(chunks.getFirst());
    }

    @Test
    @DisplayName(
            "I-4 an error of the disk on one file is no finding and fails no directory, and the round does not pass for complete")
    void anErrorOfTheDiskIsNoFinding() throws Exception {
        List<ChunkId> chunks = stored(3);
        Path file = fileOf(chunks.get(1));
        Path kept = root.resolve("kept");
        Files.move(file, kept);
        Files.createDirectory(file); // it can be opened and has a size; reading it is an I/O error
        for (int i = 0; i < 20; i++) {
            Files.createFile(file.resolve("so-that-every-file-system-says-it-has-a-size-" + i));
        }

        round();

        assertThat(watcher.corrupt).isEmpty();
        assertThat(cluster.verifications.keySet()).containsExactlyInAnyOrder(chunks.get(0), chunks.get(2));
        assertThat(store.report().failedDirectories()).isEmpty();
        assertThat(file).exists();
        assertThat(doubtful).containsExactly(chunks.get(1));
        Instant begun = now.get();
        now.set(begun.plus(PERIOD));
        Files.move(file, root.resolve("broken"));
        Files.move(kept, file);
        assertThat(scrubber.completeSince()).as("no round has read all").isEqualTo(begun);
        round();
        assertThat(scrubber.completeSince()).isEqualTo(now.get());
    }

    @Test
    @DisplayName(
            "I-10 replicas in a failed directory are neither read nor told, and the round does not pass for complete")
    void replicasInAFailedDirectoryAreNotRead() throws Exception {
        stored(3);
        Path marker = root.resolve("a/dfs-node.json");
        Files.move(marker, root.resolve("marker"));
        assertThat(store.report().failedDirectories()).hasSize(1);

        round();

        assertThat(cluster.verifications).isEmpty();
        assertThat(doubtful).isEmpty();
        assertThat(steps).isEmpty();
    }

    @Test
    @DisplayName("I-4 a chunk that goes away meanwhile is no finding")
    void aChunkThatGoesAwayMeanwhileIsNoFinding() throws Exception {
        List<ChunkId> chunks = stored(3);
        pace = (_, _) -> store.quarantine(chunks.get(1), Ids.next());

        round();

        assertThat(watcher.corrupt).isEmpty();
        assertThat(cluster.verifications.keySet()).containsExactlyInAnyOrder(chunks.get(0), chunks.get(2));
    }

    @Test
    @DisplayName("I-7 a restart continues where the round was")
    void aRestartGoesOnWhereTheRoundWas() throws Exception {
        List<ChunkId> chunks = stored(7);
        scrubber.runOnce();
        assertThat(cluster.verifications.keySet()).containsExactlyInAnyOrderElementsOf(chunks.subList(0, 3));
        cluster.verifications.clear();

        scrubber = newScrubber(3);
        round();

        assertThat(cluster.verifications.keySet()).containsExactlyInAnyOrderElementsOf(chunks.subList(3, 7));
    }

    @Test
    void anInterruptedRoundGoesOnWithTheChunkThatItWasIn() throws Exception {
        List<ChunkId> chunks = stored(3);
        Pace usual = pace;
        pace = (lengthBytes, bytesPerSecond) -> {
            usual.spend(lengthBytes, bytesPerSecond);
            if (steps.size() == 2) {
                throw new InterruptedException("stop");
            }
        };
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(scrubber::runOnce);
        cluster.verifications.clear();

        scrubber = newScrubber(3);
        round();

        assertThat(cluster.verifications.keySet()).containsExactlyInAnyOrderElementsOf(chunks.subList(1, 3));
    }

    @Test
    void aNoteThatCantBeUnderstoodBeginsARound() throws Exception {
        List<ChunkId> chunks = stored(2);
        round();
        cluster.verifications.clear();
        Files.writeString(root.resolve("a/dfs-scrub.json"), "{\"roundStartedAt\":");

        scrubber = newScrubber(3);
        round();

        assertThat(cluster.verifications.keySet()).containsExactlyInAnyOrderElementsOf(chunks);
    }

    @Test
    @DisplayName("I-10 rounds begin half a period apart")
    void roundsBeginHalfAPeriodApart() throws Exception {
        stored(2);
        round();
        cluster.verifications.clear();

        now.set(now.get().plus(PERIOD.dividedBy(2)).minusMillis(1));
        assertThat(scrubber.runOnce()).isEqualTo(Duration.ofMillis(1));
        assertThat(cluster.verifications).isEmpty();

        now.set(now.get().plusMillis(1));
        round();
        assertThat(cluster.verifications).hasSize(2);
    }

    @Test
    void aClockThatWasSetBackDoesNotStopTheRounds() throws Exception {
        stored(2);
        round();
        cluster.verifications.clear();

        now.set(now.get().minus(Duration.ofDays(400)));
        round();

        assertThat(cluster.verifications).hasSize(2);
    }

    @Test
    void waitsUntilTheNodeIsRegistered() throws Exception {
        stored(2);
        registered.set(false);
        assertThat(scrubber.runOnce()).isPositive();
        assertThat(steps).isEmpty();

        registered.set(true);
        round();
        assertThat(steps).isNotEmpty();
    }

    @Test
    void whatTheServiceCantTakeIsToldLater() throws Exception {
        List<ChunkId> chunks = stored(4);
        cluster.findingsRefusal = ErrorCode.DATABASE_UNAVAILABLE;
        round();
        assertThat(cluster.verifications).isEmpty();

        cluster.findingsRefusal = null;
        round();

        assertThat(cluster.verifications.keySet()).containsExactlyInAnyOrderElementsOf(chunks);
    }

    @Test
    @DisplayName("I-9 tells in bounded calls and keeps a bounded number")
    void tellsInBoundedCallsAndKeepsABoundedNumber() {
        VerifiedBatch batch = new VerifiedBatch(metadata, directories::nodeId, nanoTime::get);
        cluster.findingsRefusal = ErrorCode.DATABASE_UNAVAILABLE;
        for (int i = 0; i < VerifiedBatch.LIMIT + 7; i++) {
            batch.add(ReplicaVerification.good(ChunkId.random(), 1, Crc32c.of(new byte[1])));
        }
        assertThat(batch.size()).isEqualTo(VerifiedBatch.LIMIT);
        assertThat(cluster.verificationCalls).hasValue(VerifiedBatch.LIMIT / VerifiedBatch.PER_CALL);
        int callsBefore = cluster.verificationCalls.get();

        cluster.findingsRefusal = null;
        batch.tell();

        assertThat(batch.size()).isZero();
        assertThat(cluster.verificationCalls.get() - callsBefore)
                .isEqualTo(VerifiedBatch.LIMIT / VerifiedBatch.PER_CALL);
        assertThat(cluster.verifications.values())
                .extracting(ReplicaVerification::finding)
                .containsOnly(Finding.GOOD);
    }

    @Test
    @DisplayName("I-10 a verification that is told late says how old it is")
    void aVerificationThatIsToldLateSaysHowOldItIs() {
        VerifiedBatch batch = new VerifiedBatch(metadata, directories::nodeId, nanoTime::get);
        ChunkId chunk = ChunkId.random();
        batch.add(ReplicaVerification.good(chunk, 1, Crc32c.of(new byte[1])));
        nanoTime.addAndGet(Duration.ofMinutes(5).toNanos());

        batch.tell();

        assertThat(cluster.verifications.get(chunk).ageMillis()).isEqualTo(300_000);
    }

    @Test
    void verificationsThatAreRefusedHoldNothingUp() {
        VerifiedBatch batch = new VerifiedBatch(metadata, directories::nodeId, nanoTime::get);
        cluster.findingsRefusal = ErrorCode.INVALID_REQUEST;
        batch.add(ReplicaVerification.good(ChunkId.random(), 1, Crc32c.of(new byte[1])));

        batch.tell();

        assertThat(batch.size()).isZero();
    }

    @Test
    void halvesItsRateWhileTransfersAreUnderWay() throws Exception {
        stored(1);
        round();
        assertThat(rates).containsOnly(20L << 20);

        rates.clear();
        busy.set(true);
        now.set(now.get().plus(PERIOD));
        round();
        assertThat(rates).containsOnly(10L << 20);
    }

    @ParameterizedTest
    @CsvSource({
        "10000000000000, false, 20971520",
        "10000000000000, true, 16534392",
        "1000000000000, true, 10485760",
        "100000000000000, false, 165343916",
        "100000000000000, true, 165343916",
        "0, false, 20971520"
    })
    void readsAsFastAsThePeriodDemands(long storedBytes, boolean whileBusy, long expected) {
        assertThat(properties.bytesPerSecond(storedBytes, whileBusy)).isEqualTo(expected);
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ScrubProperties(Duration.ZERO, DataSize.ofMegabytes(1)))
                .withMessageContaining("dfs.scrub.period");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ScrubProperties(PERIOD, DataSize.ofBytes(0)))
                .withMessageContaining("dfs.scrub.rate");
    }
}
