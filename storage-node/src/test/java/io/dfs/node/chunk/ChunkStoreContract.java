package io.dfs.node.chunk;

import static io.dfs.node.chunk.TestChunks.CLUSTER;
import static io.dfs.node.chunk.TestChunks.announce;
import static io.dfs.node.chunk.TestChunks.assertRefused;
import static io.dfs.node.chunk.TestChunks.bytes;
import static io.dfs.node.chunk.TestChunks.read;
import static io.dfs.node.chunk.TestChunks.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.checksum.BlockChecksums;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
}
