package io.dfs.node.chunk;

import static io.dfs.node.chunk.TestChunks.CLUSTER;
import static io.dfs.node.chunk.TestChunks.announce;
import static io.dfs.node.chunk.TestChunks.assertRefused;
import static io.dfs.node.chunk.TestChunks.bytes;
import static io.dfs.node.chunk.TestChunks.read;
import static io.dfs.node.chunk.TestChunks.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.QuarantinedFile;
import io.dfs.common.api.RemovalResult;
import io.dfs.common.api.RemovalResult.Outcome;
import io.dfs.common.checksum.BlockChecksums;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link ChunkStore} promises. */
abstract class ChunkStoreContract {

    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T10:00:00.123Z"), ZoneOffset.UTC);
    static final int BLOCK = BlockChecksums.BLOCK_SIZE_BYTES;

    final RecordingWatcher watcher = new RecordingWatcher();
    final ChunkId chunkId = ChunkId.random();

    /** An empty store with at least 8 MiB of room, which tells {@link #watcher}. */
    abstract ChunkStore store();

    /** Flips one bit of the stored data behind the store's back. */
    abstract void flipByte(ChunkId chunk, int position) throws Exception;

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                BLOCK - 1,
                BLOCK,
                BLOCK + 1,
                4 * BLOCK - 1,
                4 * BLOCK,
                4 * BLOCK + 1,
                8 * BLOCK,
                17 * BLOCK + 7
            })
    void readsBackWhatWasWritten(int length) {
        byte[] bytes = bytes(length, length);

        StoredChunk stored = write(store(), chunkId, bytes);

        assertThat(stored)
                .isEqualTo(new StoredChunk(
                        chunkId, CLUSTER, length, Crc32c.of(bytes), CLOCK.instant(), "/photos/cat.jpg#3"));
        try (ChunkReader reader = store().open(chunkId)) {
            assertThat(reader.chunk()).isEqualTo(stored);
            assertThat(reader.checksums().whole()).isEqualTo(Crc32c.of(bytes));
            assertThat(read(reader, 0, length)).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "0, 65536",
        "1, 65535",
        "65535, 1",
        "65535, 2",
        "65536, 65536",
        "100, 262144",
        "262143, 2",
        "262144, 262144",
        "262145, 1",
        "599999, 1",
        "0, 600000",
        "5, 0",
        "600000, 0"
    })
    void readsExactlyTheRangeThatIsAskedFor(int offset, int length) {
        byte[] bytes = bytes(600_000, 1);
        write(store(), chunkId, bytes);

        try (ChunkReader reader = store().open(chunkId)) {
            assertThat(read(reader, offset, length)).isEqualTo(Arrays.copyOfRange(bytes, offset, offset + length));
        }
    }

    @Test
    void keepsAChunkThatComesInUnevenPieces() {
        byte[] bytes = bytes(3 * BLOCK + 11, 2);
        try (ChunkWriter writer = store().begin(announce(chunkId, bytes))) {
            for (int at = 0, piece = 1; at < bytes.length; at += piece, piece = piece * 3 + 1) {
                writer.write(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
            }
            writer.commit();
        }

        assertThat(read(store(), chunkId)).isEqualTo(bytes);
    }

    @Test
    void saysThatAnUnknownChunkIsNotThere() {
        assertRefused(ErrorCode.CHUNK_NOT_FOUND, () -> store().open(chunkId));
    }

    @Test
    void storesNothingWhenTheBodyIsShorterThanDeclared() {
        byte[] bytes = bytes(100, 3);

        assertRefused(
                ErrorCode.LENGTH_MISMATCH, () -> write(store(), new NewChunk(chunkId, CLUSTER, 101, null, ""), bytes));

        assertRefused(ErrorCode.CHUNK_NOT_FOUND, () -> store().open(chunkId));
    }

    @Test
    void storesNothingWhenTheBodyIsLongerThanDeclared() {
        byte[] bytes = bytes(100, 3);

        assertRefused(
                ErrorCode.LENGTH_MISMATCH, () -> write(store(), new NewChunk(chunkId, CLUSTER, 99, null, ""), bytes));

        assertRefused(ErrorCode.CHUNK_NOT_FOUND, () -> store().open(chunkId));
    }

    @Test
    @DisplayName("I-3 stores nothing when the bytes are not the announced ones")
    void storesNothingWhenTheBytesAreNotTheAnnouncedOnes() {
        byte[] bytes = bytes(100, 3);
        Crc32c another = Crc32c.of(bytes(100, 4));

        assertRefused(
                ErrorCode.CHECKSUM_MISMATCH,
                () -> write(store(), new NewChunk(chunkId, CLUSTER, 100, another, ""), bytes));

        assertRefused(ErrorCode.CHUNK_NOT_FOUND, () -> store().open(chunkId));
    }

    @Test
    void leavesNothingOfAWriteThatIsAbandoned() {
        long freeBefore = store().report().space().freeBytes();
        try (ChunkWriter writer = store().begin(announce(chunkId, bytes(BLOCK, 5)))) {
            writer.write(ByteBuffer.wrap(bytes(10, 5)));
            assertRefused(ErrorCode.CHUNK_NOT_FOUND, () -> store().open(chunkId));
        }

        assertRefused(ErrorCode.CHUNK_NOT_FOUND, () -> store().open(chunkId));
        assertThat(store().report().space().freeBytes()).isCloseTo(freeBefore, within(1 << 20));
        assertThat(store().report().space().usedBytes()).isZero();
    }

    private static org.assertj.core.data.Offset<Long> within(long bytes) {
        return org.assertj.core.data.Offset.offset(bytes); // others write to the same disk while the test runs
    }

    @Test
    @DisplayName("I-8 writing the same content again is the same success")
    void writingTheSameContentAgainIsTheSameSuccess() {
        byte[] bytes = bytes(2 * BLOCK + 1, 6);

        StoredChunk first = write(store(), chunkId, bytes);
        long usedBytes = store().report().space().usedBytes();
        StoredChunk second = write(store(), new NewChunk(chunkId, CLUSTER, bytes.length, null, "/other"), bytes);

        assertThat(second).isEqualTo(first);
        assertThat(store().report().space().usedBytes()).isEqualTo(usedBytes);
    }

    @Test
    @DisplayName("I-4 refuses other content under a known id and keeps the old one")
    void refusesOtherContentUnderAKnownId() {
        byte[] old = bytes(500, 7);
        write(store(), chunkId, old);

        assertRefused(ErrorCode.CHUNK_CONFLICT, () -> write(store(), chunkId, bytes(500, 8)));
        assertRefused(ErrorCode.CHUNK_CONFLICT, () -> write(store(), chunkId, bytes(501, 8)));

        assertThat(read(store(), chunkId)).isEqualTo(old);
    }

    @Test
    @DisplayName("I-3 never hands out a bad block, and does not serve the replica again")
    void neverHandsOutABadBlock() throws Exception {
        byte[] bytes = bytes(10 * BLOCK, 9);
        write(store(), chunkId, bytes);
        flipByte(chunkId, 6 * BLOCK + 17);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        try (ChunkReader reader = store().open(chunkId)) {
            assertRefused(ErrorCode.CHUNK_CORRUPT, () -> reader.read(0, bytes.length, out));
        }

        assertThat(out.size()).isLessThanOrEqualTo(6 * BLOCK);
        assertThat(out.toByteArray()).isEqualTo(Arrays.copyOf(bytes, out.size()));
        assertThat(watcher.corrupt).contains(chunkId);
        assertRefused(ErrorCode.CHUNK_CORRUPT, () -> store().open(chunkId));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, BLOCK - 1, BLOCK, 3 * BLOCK, 3 * BLOCK + 99})
    @DisplayName("I-3 finds one flipped bit wherever it is")
    void findsOneFlippedBit(int position) throws Exception {
        byte[] bytes = bytes(3 * BLOCK + 100, 10);
        write(store(), chunkId, bytes);
        flipByte(chunkId, position);

        assertRefused(ErrorCode.CHUNK_CORRUPT, () -> read(store(), chunkId));
    }

    @Test
    @DisplayName("I-3 verifies the blocks that a range touches even where the range leaves the bad byte out")
    void verifiesWholeBlocksForARange() throws Exception {
        write(store(), chunkId, bytes(3 * BLOCK, 11));
        flipByte(chunkId, BLOCK + 5000);

        try (ChunkReader reader = store().open(chunkId)) {
            assertThat(read(reader, 0, BLOCK)).hasSize(BLOCK);
            assertRefused(ErrorCode.CHUNK_CORRUPT, () -> read(reader, BLOCK + 1, 1));
        }
    }

    @Test
    @DisplayName("I-3 a replica that was found damaged is served again only after all of it was read and found right")
    void aReplicaThatIsRightAgainIsServedAgain() throws Exception {
        byte[] bytes = bytes(200_000, 1);
        write(store(), chunkId, bytes);
        flipByte(chunkId, 70_000);
        assertRefused(ErrorCode.CHUNK_CORRUPT, () -> read(store(), chunkId));
        assertRefused(ErrorCode.CHUNK_CORRUPT, () -> store().verify(chunkId));
        flipByte(chunkId, 70_000);
        assertRefused(ErrorCode.CHUNK_CORRUPT, () -> read(store(), chunkId));

        assertThat(store().verify(chunkId).lengthBytes()).isEqualTo(200_000);

        assertThat(read(store(), chunkId)).isEqualTo(bytes);
    }

    @Test
    void aGoodReplicaTakesThePlaceOfADamagedOne() throws Exception {
        byte[] bytes = bytes(2 * BLOCK, 12);
        write(store(), chunkId, bytes);
        flipByte(chunkId, 0);
        assertRefused(ErrorCode.CHUNK_CORRUPT, () -> read(store(), chunkId));
        watcher.written.clear();

        write(store(), chunkId, bytes);

        assertThat(read(store(), chunkId)).isEqualTo(bytes);
        assertThat(watcher.written).containsExactly(chunkId);
    }

    @Test
    void aGoodReplicaTakesThePlaceOfOneWhoseDamageNobodyHasSeenYet() throws Exception {
        byte[] bytes = bytes(2 * BLOCK, 13);
        write(store(), chunkId, bytes);
        flipByte(chunkId, BLOCK);

        write(store(), chunkId, bytes);

        assertThat(read(store(), chunkId)).isEqualTo(bytes);
    }

    @Test
    @DisplayName("I-8 writers of the same chunk at once all succeed with the same content")
    void writersOfTheSameContentAtOnceAllSucceed() throws Exception {
        byte[] bytes = bytes(5 * BLOCK, 14);

        List<StoredChunk> stored = atOnce(8, _ -> write(store(), chunkId, bytes));

        assertThat(stored).hasSize(8).allMatch(chunk -> chunk.crc32c().equals(Crc32c.of(bytes)));
        assertThat(read(store(), chunkId)).isEqualTo(bytes);
    }

    @Test
    void ofWritersWithDifferentContentExactlyOneWins() throws Exception {
        List<Object> outcomes = atOnce(8, writer -> {
            try {
                return write(store(), chunkId, bytes(BLOCK, writer)).crc32c();
            } catch (DfsException e) {
                return e.code();
            }
        });

        assertThat(outcomes).filteredOn(ErrorCode.CHUNK_CONFLICT::equals).hasSize(7);
        assertThat(outcomes).contains(Crc32c.of(read(store(), chunkId)));
    }

    @Test
    void whatWasOpenedBeforeTheChunkWasReplacedStaysReadable() throws Exception {
        byte[] bytes = bytes(3 * BLOCK, 15);
        write(store(), chunkId, bytes);

        try (ChunkReader early = store().open(chunkId)) {
            flipByte(chunkId, 2 * BLOCK);
            write(store(), chunkId, bytes);
            assertThat(read(early, 0, BLOCK)).isEqualTo(Arrays.copyOf(bytes, BLOCK));
        }
    }

    /** What the writers return, in no particular order. */
    private static <T> List<T> atOnce(int count, java.util.function.IntFunction<T> call) throws Exception {
        CyclicBarrier start = new CyclicBarrier(count);
        List<T> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                Callable<T> task = () -> {
                    start.await();
                    return call.apply(number);
                };
                futures.add(threads.submit(task));
            }
            for (Future<T> future : futures) {
                results.add(future.get());
            }
        }
        return results;
    }

    // Listing

    private static ChunkId id(String lastDigits) {
        return ChunkId.valueOf(
                "00000000-0000-7000-8000-000000000000".substring(0, 36 - lastDigits.length()) + lastDigits);
    }

    @Test
    @DisplayName("I-9 lists in ascending unsigned order, page by page, each chunk once")
    void listsInAscendingUnsignedOrder() {
        List<ChunkId> expected = new ArrayList<>();
        for (String text : List.of(
                "00000000-0000-0000-0000-000000000001",
                "01000000-0000-7000-8000-00000000ffff",
                "7fffffff-ffff-7fff-bfff-ffffffffffff",
                "80000000-0000-7000-0000-000000000000",
                "80000000-0000-7000-8000-000000000000",
                "ffffffff-ffff-ffff-ffff-ffffffffffff")) {
            expected.add(ChunkId.valueOf(text));
        }
        expected.reversed().forEach(chunk -> write(store(), chunk, bytes(10, 1)));

        List<ChunkId> listed = new ArrayList<>();
        Inventory page = store().list(null, 4);
        assertThat(page.chunks()).hasSize(4);
        listed.addAll(page.chunks());
        page = store().list(page.through(), 4);
        listed.addAll(page.chunks());

        assertThat(page.through()).isNull();
        assertThat(listed).isEqualTo(expected);
        assertThat(store().list(null, 6).through()).isNull();
        assertThat(store().list(expected.getLast(), 6).chunks()).isEmpty();
    }

    @Test
    void listsWhatIsInQuarantineInTheSameRange() {
        for (int i = 1; i <= 4; i++) {
            write(store(), id("00" + i), bytes(10, i));
        }
        UUID second = Ids.next();
        UUID fourth = Ids.next();
        store().quarantine(id("002"), second);
        store().quarantine(id("004"), fourth);

        Inventory first = store().list(null, 2);
        Inventory last = store().list(first.through(), 2);

        assertThat(first.through()).isEqualTo(id("002"));
        assertThat(first.chunks()).containsExactly(id("001"));
        assertThat(first.quarantined()).extracting(QuarantinedFile::removalId).containsExactly(second);
        assertThat(last.through()).isNull();
        assertThat(last.chunks()).containsExactly(id("003"));
        assertThat(last.quarantined()).singleElement().satisfies(file -> {
            assertThat(file.chunkId()).isEqualTo(id("004"));
            assertThat(file.removalId()).isEqualTo(fourth);
            assertThat(file.fileBytes()).isGreaterThanOrEqualTo(10);
        });
    }

    @Test
    void anEmptyStoreListsNothing() {
        assertThat(store().list(null, 1)).isEqualTo(new Inventory(null, List.of(), List.of(), List.of()));
    }

    // Removing

    final UUID removalId = Ids.next();

    private Outcome quarantine() {
        return store().quarantine(chunkId, removalId).outcome();
    }

    private Outcome restore() {
        return store().restore(chunkId, removalId).outcome();
    }

    private Outcome unlink() {
        return store().unlink(chunkId, removalId).outcome();
    }

    @Test
    @DisplayName("I-4 a chunk in quarantine is not served, still counted, and comes back whole")
    void aChunkInQuarantineComesBackWhole() {
        byte[] bytes = bytes(2 * BLOCK + 1, 20);
        write(store(), chunkId, bytes);
        StoreReport before = store().report();

        RemovalResult quarantined = store().quarantine(chunkId, removalId);

        assertThat(quarantined.outcome()).isEqualTo(Outcome.QUARANTINED);
        assertThat(quarantined.removalId()).isEqualTo(removalId);
        assertThat(quarantined.chunkId()).isEqualTo(chunkId);
        assertThat(quarantined.fileBytes()).isEqualTo(before.space().usedBytes());
        assertRefused(ErrorCode.CHUNK_NOT_FOUND, () -> store().open(chunkId));
        assertThat(watcher.quarantined).containsExactly(chunkId);
        assertThat(store().report().space().usedBytes())
                .isEqualTo(before.space().usedBytes());
        assertThat(store().report().quarantinedBytes()).isEqualTo(before.space().usedBytes());

        assertThat(restore()).isEqualTo(Outcome.RESTORED);

        assertThat(read(store(), chunkId)).isEqualTo(bytes);
        assertThat(store().report().quarantinedBytes()).isZero();
        assertThat(store().report().space().usedBytes())
                .isEqualTo(before.space().usedBytes());
    }

    @Test
    void unlinkingGivesTheRoomBack() {
        write(store(), chunkId, bytes(BLOCK, 21));
        quarantine();

        RemovalResult unlinked = store().unlink(chunkId, removalId);

        assertThat(unlinked.outcome()).isEqualTo(Outcome.UNLINKED);
        assertThat(unlinked.fileBytes()).isGreaterThanOrEqualTo(BLOCK);
        assertThat(store().report().space().usedBytes()).isZero();
        assertThat(store().report().quarantinedBytes()).isZero();
        assertThat(store().list(null, 10)).isEqualTo(new Inventory(null, List.of(), List.of(), List.of()));
    }

    @Test
    @DisplayName("I-8 every step of a removal may be told twice")
    void everyStepMayBeToldTwice() {
        byte[] bytes = bytes(1000, 22);
        write(store(), chunkId, bytes);

        assertThat(List.of(quarantine(), quarantine())).containsOnly(Outcome.QUARANTINED);
        assertThat(List.of(restore(), restore())).containsOnly(Outcome.RESTORED);
        assertThat(read(store(), chunkId)).isEqualTo(bytes);
        assertThat(quarantine()).isEqualTo(Outcome.QUARANTINED);
        assertThat(List.of(unlink(), unlink())).containsExactly(Outcome.UNLINKED, Outcome.ABSENT);
        assertThat(List.of(quarantine(), restore(), unlink())).containsOnly(Outcome.ABSENT);
    }

    @Test
    @DisplayName("I-4 a repeated quarantine leaves alone what has been written since")
    void aRepeatedQuarantineLeavesAloneWhatHasBeenWrittenSince() {
        byte[] bytes = bytes(1000, 23);
        write(store(), chunkId, bytes);
        quarantine();
        write(store(), chunkId, bytes);

        assertThat(quarantine()).isEqualTo(Outcome.QUARANTINED);

        assertThat(read(store(), chunkId)).isEqualTo(bytes);
    }

    @Test
    @DisplayName("I-4 unlinking never touches a file in service, nor another removal's")
    void unlinkingNeverTouchesAFileInService() {
        byte[] bytes = bytes(1000, 24);
        write(store(), chunkId, bytes);

        assertThat(unlink()).isEqualTo(Outcome.ABSENT);
        assertThat(read(store(), chunkId)).isEqualTo(bytes);

        quarantine();
        assertThat(store().unlink(chunkId, Ids.next()).outcome()).isEqualTo(Outcome.ABSENT);
        write(store(), chunkId, bytes);
        assertThat(unlink()).isEqualTo(Outcome.UNLINKED);
        assertThat(read(store(), chunkId)).isEqualTo(bytes);
    }

    @Test
    @DisplayName("I-3 a damaged file does not come back from quarantine")
    void aDamagedFileDoesNotComeBack() throws Exception {
        write(store(), chunkId, bytes(3 * BLOCK, 25));
        flipByte(chunkId, 2 * BLOCK);
        quarantine();

        RemovalResult result = store().restore(chunkId, removalId);

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.detail()).contains("damaged");
        assertRefused(ErrorCode.CHUNK_NOT_FOUND, () -> store().open(chunkId));
        assertThat(store().list(null, 10).quarantined()).hasSize(1);
        assertThat(watcher.corrupt).isEmpty();
    }

    @Test
    @DisplayName("I-4 restoring over a good file leaves both where they are")
    void restoringOverAGoodFileLeavesBoth() {
        byte[] bytes = bytes(1000, 26);
        write(store(), chunkId, bytes);
        quarantine();
        write(store(), chunkId, bytes);

        RemovalResult result = store().restore(chunkId, removalId);

        assertThat(result.outcome()).isEqualTo(Outcome.RESTORED);
        assertThat(result.detail()).contains("in service already");
        assertThat(read(store(), chunkId)).isEqualTo(bytes);
        assertThat(store().list(null, 10).quarantined()).hasSize(1);
    }

    @Test
    @DisplayName("I-4 restoring over a damaged file puts that one aside, not away")
    void restoringOverADamagedFilePutsThatOneAside() throws Exception {
        byte[] bytes = bytes(3 * BLOCK, 27);
        write(store(), chunkId, bytes);
        quarantine();
        write(store(), chunkId, bytes);
        flipByte(chunkId, BLOCK);

        assertThat(restore()).isEqualTo(Outcome.RESTORED);

        assertThat(read(store(), chunkId)).isEqualTo(bytes);
        assertThat(store().list(null, 10).quarantined())
                .singleElement()
                .satisfies(file -> assertThat(file.removalId()).isNotEqualTo(removalId));
    }

    @Test
    void readersGoOnUnharmedWhileTheirChunkIsTakenAway() {
        byte[] bytes = bytes(5 * BLOCK, 28);
        write(store(), chunkId, bytes);

        try (ChunkReader reader = store().open(chunkId)) {
            assertThat(read(reader, 0, BLOCK)).isEqualTo(Arrays.copyOf(bytes, BLOCK));
            quarantine();
            assertThat(read(reader, 0, bytes.length)).isEqualTo(bytes);
            unlink();
            assertThat(read(reader, 0, bytes.length)).isEqualTo(bytes);
        }
    }

    @Test
    void aDamagedReplicaThatWasTakenAwayIsForgotten() throws Exception {
        byte[] bytes = bytes(1000, 29);
        write(store(), chunkId, bytes);
        flipByte(chunkId, 1);
        assertRefused(ErrorCode.CHUNK_CORRUPT, () -> read(store(), chunkId));

        quarantine();

        assertRefused(ErrorCode.CHUNK_NOT_FOUND, () -> store().open(chunkId));
    }

    @Test
    void aDamagedReplicaGoesToQuarantineWhenAGoodOneTakesItsPlace() throws Exception {
        byte[] bytes = bytes(1000, 30);
        write(store(), chunkId, bytes);
        flipByte(chunkId, 1);

        write(store(), chunkId, bytes);

        assertThat(store().list(null, 10).quarantined())
                .singleElement()
                .satisfies(file -> assertThat(file.removalId().version()).isEqualTo(7));
        assertThat(store().report().quarantinedBytes()).isPositive();
    }

    // Full

    final void fill() {
        for (long size = 32 << 20; size > 64; size /= 2) {
            while (store().report().space().freeBytes() > size + 200) {
                write(store(), ChunkId.random(), new byte[(int) size]);
            }
        }
    }

    @Test
    @DisplayName("I-8 a full store takes a chunk again that it holds, and only the same content")
    void aFullStoreTakesAChunkAgainThatItHolds() {
        byte[] bytes = bytes(100_000, 31);
        StoredChunk stored = write(store(), chunkId, bytes);
        fill();
        long usedBytes = store().report().space().usedBytes();

        assertThat(write(store(), chunkId, bytes)).isEqualTo(stored);

        assertRefused(ErrorCode.CHUNK_CONFLICT, () -> write(store(), chunkId, bytes(100_000, 32)));
        assertRefused(
                ErrorCode.LENGTH_MISMATCH,
                () -> write(store(), new NewChunk(chunkId, CLUSTER, 99_999, null, ""), bytes));
        assertRefused(ErrorCode.NO_SPACE, () -> write(store(), ChunkId.random(), bytes));
        assertThat(store().report().space().usedBytes()).isEqualTo(usedBytes);
    }

    @Test
    @DisplayName("I-4 a full store does not put a damaged replica aside for one that it has no room for")
    void aFullStoreKeepsADamagedReplica() throws Exception {
        byte[] bytes = bytes(100_000, 33);
        write(store(), chunkId, bytes);
        flipByte(chunkId, 70_000);
        fill();

        assertRefused(ErrorCode.NO_SPACE, () -> write(store(), chunkId, bytes));

        assertThat(store().list(null, 1000).chunks()).contains(chunkId);
        assertThat(store().list(null, 1000).quarantined()).isEmpty();
    }

    @Test
    void removingAndReadingWorkWhenTheStoreIsFull() {
        byte[] bytes = bytes(200_000, 34);
        write(store(), chunkId, bytes);
        fill();

        assertThat(read(store(), chunkId)).isEqualTo(bytes);
        assertThat(List.of(quarantine(), restore(), quarantine(), unlink()))
                .containsExactly(Outcome.QUARANTINED, Outcome.RESTORED, Outcome.QUARANTINED, Outcome.UNLINKED);
        write(store(), ChunkId.random(), bytes);
    }
}
