package io.dfs.node.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dfs.common.checksum.BlockChecksums;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.node.encryption.EncryptionKeys;
import io.dfs.node.encryption.TestKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Format version 2, byte by byte. */
class EncryptedChunkFileTest {

    private static final int BLOCK = BlockChecksums.BLOCK_SIZE_BYTES;
    private static final int STORED_BLOCK = BLOCK + 16;
    private static final int DATA_BYTES = 2 * BLOCK + 1_000;
    private static final int BLOCKS_END = DATA_BYTES + 3 * 16;
    private static final String ORIGIN = "/Fotos/K%C3%A4tzchen ü.jpg#12";
    private static final int ORIGIN_BYTES = 30;
    private static final int FOOTER_BYTES = 3 * 4 + 56 + ORIGIN_BYTES;
    private static final int SLIP = BLOCKS_END + FOOTER_BYTES + 16;
    private static final int TRAILER = SLIP + 64;
    private static final ChunkId CHUNK = ChunkId.valueOf("01999999-0000-7000-8000-00000000abcd");
    private static final ClusterId CLUSTER = ClusterId.valueOf("01888888-0000-7000-8000-000000000001");
    private static final EncryptionKeys KEYS = TestKeys.of(1);

    @TempDir
    private Path folder;

    private static byte[] file(ChunkId chunkId, int dataBytes, EncryptionKeys keys) {
        NewChunk chunk = new NewChunk(chunkId, CLUSTER, dataBytes, null, ORIGIN);
        return MemoryFile.of(
                chunk,
                TestChunks.bytes(dataBytes, 7),
                Instant.parse("2026-03-01T10:00:00.123Z"),
                ChunkEncoder.of(chunk, keys));
    }

    private static byte[] file() {
        return file(CHUNK, DATA_BYTES, KEYS);
    }

    /** Footer and every block, as the node does when it verifies. */
    private byte[] read(byte[] file, EncryptionKeys keys) throws IOException {
        Path path = folder.resolve("a.chunk");
        Files.write(path, file);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DiskChunkReader reader = DiskChunkReader.open(
                        path, CHUNK, keys, new PlainTrouble(), new LatencyWindow(System::nanoTime))
                .orElseThrow()) {
            reader.read(0, reader.chunk().lengthBytes(), out);
        }
        return out.toByteArray();
    }

    private static final class PlainTrouble implements ReadTrouble {

        @Override
        public DfsException damaged(String detail) {
            return new DfsException(ErrorCode.CHUNK_CORRUPT, detail);
        }

        @Override
        public DfsException unreadable(IOException e) {
            throw new AssertionError(e);
        }
    }

    private ChunkFooter footer(byte[] file) throws IOException {
        Path path = folder.resolve("a.chunk");
        Files.write(path, file);
        try (FileChannel channel = FileChannel.open(path)) {
            return ChunkDecoder.open(channel, KEYS).footer();
        }
    }

    private void assertDamaged(byte[] file, String message) {
        assertThatExceptionOfType(DfsException.class)
                .isThrownBy(() -> read(file, KEYS))
                .returns(ErrorCode.CHUNK_CORRUPT, DfsException::code)
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 262_144})
    void readsWhatItWrote(int dataBytes) throws IOException {
        byte[] data = TestChunks.bytes(dataBytes, 7);
        byte[] file = file(CHUNK, dataBytes, KEYS);

        ChunkFooter footer = footer(file);

        assertThat(footer.chunk())
                .isEqualTo(new StoredChunk(
                        CHUNK, CLUSTER, dataBytes, Crc32c.of(data), Instant.parse("2026-03-01T10:00:00.123Z"), ORIGIN));
        assertThat(footer.checksums().whole()).isEqualTo(Crc32c.of(data));
        assertThat(read(file, KEYS)).isEqualTo(data);
    }

    @Test
    void hasTheDocumentedLayout() {
        byte[] file = file();
        ByteBuffer bytes = ByteBuffer.wrap(file);
        int end = file.length;

        assertThat(end).isEqualTo(DATA_BYTES + 16 * 3 + (4 * 3 + 56 + ORIGIN_BYTES) + 16 + 64 + 32);
        assertThat(bytes.getLong(end - 96)).isEqualTo(0x0199999900007000L);
        assertThat(bytes.getLong(end - 80))
                .isEqualTo(KEYS.current().orElseThrow().id().value());
        assertThat(bytes.getInt(end - 32)).isEqualTo(56 + ORIGIN_BYTES);
        assertThat(bytes.getLong(end - 28)).isEqualTo(DATA_BYTES);
        assertThat(bytes.getInt(end - 20)).isEqualTo(65_536);
        assertThat(bytes.getInt(end - 16)).isEqualTo(2);
        assertThat(new Crc32c(bytes.getInt(end - 12))).isEqualTo(Crc32c.of(file, BLOCKS_END, end - 12 - BLOCKS_END));
        assertThat(new String(file, end - 8, 8, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("dfschunk");
    }

    @Test
    void knowsTheLengthOfTheFileBeforeItIsWritten() {
        NewChunk chunk = new NewChunk(CHUNK, CLUSTER, DATA_BYTES, null, ORIGIN);

        assertThat(ChunkFormat.with(KEYS).fileLengthBytes(chunk)).isEqualTo(file().length);
    }

    // Damage

    static Stream<Arguments> parts() {
        return Stream.of(
                Arguments.of("first block", 0, BLOCK),
                Arguments.of("first block's tag", BLOCK, STORED_BLOCK),
                Arguments.of("second block", STORED_BLOCK, 2 * STORED_BLOCK),
                Arguments.of("last block", 2 * STORED_BLOCK, BLOCKS_END - 16),
                Arguments.of("last block's tag", BLOCKS_END - 16, BLOCKS_END),
                Arguments.of("block checksums", BLOCKS_END, BLOCKS_END + 12),
                Arguments.of("description", BLOCKS_END + 12, SLIP - 16),
                Arguments.of("footer's tag", SLIP - 16, SLIP),
                Arguments.of("chunk id", SLIP, SLIP + 16),
                Arguments.of("key id", SLIP + 16, SLIP + 24),
                Arguments.of("wrapped key", SLIP + 24, TRAILER),
                Arguments.of("description's length", TRAILER, TRAILER + 4),
                Arguments.of("chunk's length", TRAILER + 4, TRAILER + 12),
                Arguments.of("block size", TRAILER + 12, TRAILER + 16),
                Arguments.of("version", TRAILER + 16, TRAILER + 20),
                Arguments.of("footer's checksum", TRAILER + 20, TRAILER + 24),
                Arguments.of("magic", TRAILER + 24, TRAILER + 32));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("parts")
    @DisplayName("I-3 a flipped bit at the beginning, in the middle and at the end of every part is damage")
    void aFlippedBitIsDamage(String name, int from, int to) {
        int lastBit = (to - from) * 8 - 1;
        for (int bit : new int[] {0, lastBit / 2, lastBit}) {
            byte[] file = file();
            file[from + bit / 8] ^= (byte) (1 << (7 - bit % 8));
            assertDamaged(file, "");
        }
    }

    /**
     * All that the footer's checksum covers, but for the key id and the version: another one names another key, or a newer
     * program.
     */
    static Stream<Arguments> partsOfTheFooter() {
        return parts().filter(part -> (int) part.get()[1] >= BLOCKS_END
                && (int) part.get()[2] <= TRAILER + 20
                && !part.get()[0].equals("key id")
                && !part.get()[0].equals("version"));
    }

    /** As someone does who can compute a checksum: the ciphers must notice it. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("partsOfTheFooter")
    @DisplayName("I-3 a changed byte of the footer is damage also if its checksum has been made to fit")
    void aChangedByteWithAFittingChecksumIsDamage(String name, int from, int to) {
        for (int position = from; position < to; position++) {
            byte[] file = file();
            file[position] ^= 1;
            assertDamaged(withFittingChecksum(file), "");
        }
    }

    private static byte[] withFittingChecksum(byte[] file) {
        int checked = file.length - 12;
        int crc = Crc32c.of(file, BLOCKS_END, checked - BLOCKS_END).value();
        ByteBuffer.wrap(file).putInt(checked, crc);
        return file;
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                damage("one byte cut off the end", file -> Arrays.copyOf(file, file.length - 1), "does not end like"),
                damage("one byte more", file -> Arrays.copyOf(file, file.length + 1), "does not end like"),
                damage("first byte lost", file -> Arrays.copyOfRange(file, 1, file.length), "in all"),
                damage("last byte of the data lost", file -> without(file, BLOCKS_END - 17, 1), "in all"),
                damage("last byte of a tag lost", file -> without(file, STORED_BLOCK - 1, 1), "in all"),
                damage("last byte of the footer lost", file -> without(file, SLIP - 17, 1), "in all"),
                damage("a block lost", file -> without(file, STORED_BLOCK, STORED_BLOCK), "in all"),
                damage("blocks swapped", EncryptedChunkFileTest::swapBlocks, "block 0 is not what was encrypted there"),
                damage("a block twice", file -> copyBlock(file, 0, 1), "block 1 is not what was encrypted there"),
                damage("zero-filled", file -> new byte[file.length], "does not end like"),
                damage("a block zero-filled", file -> copyBlock(new byte[file.length], file), "block 0 is not"),
                damage("passed off as plain", EncryptedChunkFileTest::passedOffAsPlain, "in all"));
    }

    private static Arguments damage(String name, UnaryOperator<byte[]> change, String message) {
        return Arguments.of(name, change, message);
    }

    private static byte[] without(byte[] file, int from, int count) {
        byte[] shorter = Arrays.copyOf(file, file.length - count);
        System.arraycopy(file, from + count, shorter, from, file.length - from - count);
        return shorter;
    }

    private static byte[] swapBlocks(byte[] file) {
        byte[] first = Arrays.copyOf(file, STORED_BLOCK);
        copyBlock(file, 1, 0);
        System.arraycopy(first, 0, file, STORED_BLOCK, STORED_BLOCK);
        return file;
    }

    private static byte[] copyBlock(byte[] file, int from, int to) {
        System.arraycopy(file, from * STORED_BLOCK, file, to * STORED_BLOCK, STORED_BLOCK);
        return file;
    }

    /** The first block of one file in the place of the other's. */
    private static byte[] copyBlock(byte[] from, byte[] file) {
        System.arraycopy(from, 0, file, 0, STORED_BLOCK);
        return file;
    }

    private static byte[] passedOffAsPlain(byte[] file) {
        ByteBuffer.wrap(file).putInt(file.length - 16, 1);
        return withFittingChecksum(file);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damages")
    @DisplayName("I-3 what was cut, moved or repeated is damage")
    void whatWasCutMovedOrRepeatedIsDamage(String name, UnaryOperator<byte[]> change, String message) {
        assertDamaged(change.apply(file()), message);
    }

    @Test
    @DisplayName("I-3 blocks and keys of another file are damage, even of the same chunk")
    void partsOfAnotherFileAreDamage() {
        byte[] another = file(ChunkId.random(), DATA_BYTES, KEYS);
        byte[] again = file();

        assertDamaged(copyBlock(another, file()), "block 0 is not what was encrypted there");
        assertDamaged(copyBlock(again, file()), "block 0 is not what was encrypted there");
        assertDamaged(withFittingChecksum(splice(file(), again, BLOCKS_END, SLIP)), "the footer is not what");
        assertDamaged(withFittingChecksum(splice(file(), again, SLIP, TRAILER)), "the footer is not what");
        assertDamaged(splice(file(), again, BLOCKS_END, again.length), "block 0 is not what was encrypted there");
        assertDamaged(another, "its file is that of chunk");
    }

    private static byte[] splice(byte[] file, byte[] other, int from, int to) {
        System.arraycopy(other, from, file, from, to - from);
        return file;
    }

    @Test
    @DisplayName("I-3 the end of a chunk can't be cut off: every part knows the whole length")
    void theEndCantBeCutOff() throws IOException {
        byte[] whole = file(CHUNK, 2 * BLOCK, KEYS);
        byte[] tail = Arrays.copyOfRange(whole, 2 * STORED_BLOCK, whole.length);
        byte[] shorter = new byte[STORED_BLOCK + tail.length - 4];
        System.arraycopy(whole, 0, shorter, 0, STORED_BLOCK);
        System.arraycopy(tail, 4, shorter, STORED_BLOCK, tail.length - 4);
        ByteBuffer bytes = ByteBuffer.wrap(shorter);
        bytes.putLong(shorter.length - 28, BLOCK);
        int checked = shorter.length - 12;
        bytes.putInt(
                checked,
                Crc32c.of(shorter, STORED_BLOCK, checked - STORED_BLOCK).value());

        assertDamaged(shorter, "the footer is not what was encrypted for this file");
    }

    @Test
    @DisplayName("I-4 a key that is not here says nothing about the file")
    void aMissingKeyIsNoDamage() {
        for (EncryptionKeys others : new EncryptionKeys[] {EncryptionKeys.none(), TestKeys.of(2), TestKeys.of(2, 3)}) {
            assertThatExceptionOfType(DfsException.class)
                    .isThrownBy(() -> read(file(), others))
                    .returns(ErrorCode.ENCRYPTION_KEY_MISSING, DfsException::code)
                    .withMessageContaining(KEYS.current().orElseThrow().id().toString());
        }
    }

    @Test
    void everyKeyThatIsHereDecrypts() throws IOException {
        byte[] data = TestChunks.bytes(DATA_BYTES, 7);

        assertThat(read(file(), TestKeys.of(2, 1))).isEqualTo(data);
        assertThat(read(file(CHUNK, DATA_BYTES, TestKeys.of(2, 1)), TestKeys.of(2)))
                .isEqualTo(data);
    }

    @Test
    void aFileSaysWhichKeyOpensItAndAnotherKeyDoesNotUnwrapIt() {
        byte[] file = file();
        ByteBuffer.wrap(file).putLong(SLIP + 16, TestKeys.key(2).id().value());

        assertThatExceptionOfType(DfsException.class)
                .isThrownBy(() -> read(withFittingChecksum(file), TestKeys.of(1, 2)))
                .returns(ErrorCode.CHUNK_CORRUPT, DfsException::code)
                .withMessageContaining("was not wrapped with the key");
    }

    @Test
    @DisplayName("I-9 random bytes and random changes are nothing but damage, and cost no memory")
    void randomBytesAndRandomChangesAreNothingButDamage() {
        long seed = new Random().nextLong();
        System.out.println("EncryptedChunkFileTest seed: " + seed);
        Random random = new Random(seed);
        byte[] good = file(CHUNK, 100, KEYS);
        for (int round = 0; round < 2_000; round++) {
            byte[] file = round % 2 == 0 ? randomBytes(random) : randomlyChanged(good.clone(), random);
            int number = round;
            assertThatExceptionOfType(DfsException.class)
                    .as("seed %d, round %d", seed, number)
                    .isThrownBy(() -> read(file, KEYS))
                    .returns(ErrorCode.CHUNK_CORRUPT, DfsException::code);
        }
    }

    /** Ends like an encrypted file of a key that is here: the checksum is right, and perhaps the lengths are. */
    private static byte[] randomBytes(Random random) {
        byte[] bytes = new byte[200 + random.nextInt(2_000)];
        random.nextBytes(bytes);
        ByteBuffer trailer = ByteBuffer.wrap(bytes, bytes.length - 32, 32);
        if (random.nextBoolean()) {
            int lengthBytes = random.nextInt(2); // one byte is a block
            trailer.putInt(bytes.length - 112 - lengthBytes * (1 + 16 + 4)).putLong(lengthBytes);
        } else {
            trailer.putInt(random.nextInt()).putLong(random.nextLong());
        }
        trailer.putInt(65_536).putInt(2);
        ByteBuffer.wrap(bytes)
                .putLong(bytes.length - 80, KEYS.current().orElseThrow().id().value());
        int footerAt = ByteBuffer.wrap(bytes).getLong(bytes.length - 28) == 1 ? 17 : 0;
        trailer.putInt(Crc32c.of(bytes, footerAt, bytes.length - 12 - footerAt).value());
        trailer.put("dfschunk".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return bytes;
    }

    private static byte[] randomlyChanged(byte[] file, Random random) {
        file[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
        return file;
    }
}
