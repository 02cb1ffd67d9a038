package io.dfs.node.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.node.encryption.EncryptionKeys;
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

class ChunkFooterTest {

    private static final int DATA_BYTES = 70_000;
    private static final String ORIGIN = "/Fotos/K%C3%A4tzchen ü.jpg#12";

    @TempDir
    private Path folder;

    private static byte[] file(int dataBytes, String origin) {
        NewChunk chunk = new NewChunk(
                ChunkId.valueOf("01999999-0000-7000-8000-00000000abcd"),
                ClusterId.valueOf("01888888-0000-7000-8000-000000000001"),
                dataBytes,
                null,
                origin);
        return MemoryFile.of(
                chunk,
                TestChunks.bytes(dataBytes, 7),
                Instant.parse("2026-03-01T10:00:00.123Z"),
                ChunkEncoder.of(chunk, EncryptionKeys.none()));
    }

    private ChunkFooter read(byte[] file) throws IOException {
        Path path = folder.resolve("a.chunk");
        Files.write(path, file);
        try (FileChannel channel = FileChannel.open(path)) {
            return ChunkDecoder.open(channel, EncryptionKeys.none()).footer();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 262_144})
    void readsWhatItWrote(int dataBytes) throws IOException {
        ChunkFooter footer = read(file(dataBytes, ORIGIN));

        assertThat(footer.chunk().lengthBytes()).isEqualTo(dataBytes);
        assertThat(footer.chunk().origin()).isEqualTo(ORIGIN);
        assertThat(footer.chunk().chunkId()).hasToString("01999999-0000-7000-8000-00000000abcd");
        assertThat(footer.chunk().clusterId()).hasToString("01888888-0000-7000-8000-000000000001");
        assertThat(footer.chunk().createdAt()).isEqualTo("2026-03-01T10:00:00.123Z");
        assertThat(footer.chunk().crc32c()).isEqualTo(Crc32c.of(TestChunks.bytes(dataBytes, 7)));
        assertThat(footer.checksums().whole()).isEqualTo(footer.chunk().crc32c());
    }

    @Test
    void hasTheDocumentedLayout() {
        byte[] file = file(DATA_BYTES, "pack");
        ByteBuffer bytes = ByteBuffer.wrap(file);
        int end = file.length;

        assertThat(end).isEqualTo(DATA_BYTES + 2 * 4 + 56 + 4 + 32);
        assertThat(new Crc32c(bytes.getInt(DATA_BYTES))).isEqualTo(Crc32c.of(file, 0, 65_536));
        assertThat(new Crc32c(bytes.getInt(DATA_BYTES + 4))).isEqualTo(Crc32c.of(file, 65_536, DATA_BYTES - 65_536));
        int description = DATA_BYTES + 8;
        assertThat(bytes.getLong(description)).isEqualTo(0x0188888800007000L);
        assertThat(bytes.getLong(description + 16)).isEqualTo(0x0199999900007000L);
        assertThat(bytes.getLong(description + 32)).isEqualTo(DATA_BYTES);
        assertThat(new Crc32c(bytes.getInt(description + 40))).isEqualTo(Crc32c.of(file, 0, DATA_BYTES));
        assertThat(Instant.ofEpochMilli(bytes.getLong(description + 44))).isEqualTo("2026-03-01T10:00:00.123Z");
        assertThat(bytes.getInt(description + 52)).isEqualTo(4);
        assertThat(new String(file, description + 56, 4, java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("pack");
        assertThat(bytes.getInt(end - 32)).isEqualTo(60);
        assertThat(bytes.getLong(end - 28)).isEqualTo(DATA_BYTES);
        assertThat(bytes.getInt(end - 20)).isEqualTo(65_536);
        assertThat(bytes.getInt(end - 16)).isEqualTo(1);
        assertThat(new Crc32c(bytes.getInt(end - 12))).isEqualTo(Crc32c.of(file, DATA_BYTES, end - 12 - DATA_BYTES));
        assertThat(new String(file, end - 8, 8, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("dfschunk");
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                damage("empty", file -> new byte[0], "0 bytes"),
                damage("shorter than a footer", file -> Arrays.copyOf(file, 31), "31 bytes"),
                damage("one byte cut off the end", file -> Arrays.copyOf(file, file.length - 1), "does not end like"),
                damage("one byte more", file -> Arrays.copyOf(file, file.length + 1), "does not end like"),
                damage("one data byte lost", file -> Arrays.copyOfRange(file, 1, file.length), "in all"),
                damage("zero-filled", file -> new byte[file.length], "does not end like"),
                damage("magic", file -> flip(file, file.length - 1), "does not end like"),
                damage("newer version", file -> put(file, 16, 3), "format version 3"),
                damage("version of encrypted files", file -> put(file, 16, 2), "in all"),
                damage("version zero", file -> put(file, 16, 0), "format version 0"),
                damage("block size", file -> put(file, 20, 4096), "blocks of 4096"),
                damage("footer checksum", file -> flip(file, file.length - 12), "CRC32C"),
                damage("first block's checksum", file -> flip(file, DATA_BYTES), "CRC32C"),
                damage("cluster id", file -> flip(file, DATA_BYTES + 8), "CRC32C"),
                damage("chunk id", file -> flip(file, DATA_BYTES + 8 + 16), "CRC32C"),
                damage("origin", file -> flip(file, file.length - 33), "CRC32C"),
                damage("description length", file -> put(file, 32, 57), "in all"),
                damage("negative description length", file -> put(file, 32, -1), "in all"),
                damage("huge description length", file -> put(file, 32, Integer.MAX_VALUE), "in all"),
                damage("negative data length", file -> put(file, 28, -1), "in all"),
                damage("huge data length", file -> put(file, 28, 0x7FFFFFFF), "in all"),
                damage("contradicting data lengths", ChunkFooterTest::contradictLengths, "contradict"),
                damage("contradicting origin length", ChunkFooterTest::contradictOrigin, "contradict"),
                damage("contradicting checksums", ChunkFooterTest::contradictChecksums, "combine"));
    }

    private static Arguments damage(String name, UnaryOperator<byte[]> change, String message) {
        return Arguments.of(name, change, message);
    }

    private static byte[] flip(byte[] file, int position) {
        file[position] ^= 0x40;
        return file;
    }

    private static byte[] put(byte[] file, int fromEnd, int value) {
        ByteBuffer.wrap(file).putInt(file.length - fromEnd, value);
        return file;
    }

    private static byte[] contradictLengths(byte[] file) {
        ByteBuffer.wrap(file).putLong(DATA_BYTES + 8 + 32, DATA_BYTES - 1);
        return withRightFooterChecksum(file);
    }

    private static byte[] contradictOrigin(byte[] file) {
        ByteBuffer.wrap(file).putInt(DATA_BYTES + 8 + 52, 1_000_000);
        return withRightFooterChecksum(file);
    }

    private static byte[] contradictChecksums(byte[] file) {
        flip(file, DATA_BYTES + 8 + 40);
        return withRightFooterChecksum(file);
    }

    private static byte[] withRightFooterChecksum(byte[] file) {
        int crc = Crc32c.of(file, DATA_BYTES, file.length - 12 - DATA_BYTES).value();
        return put(file, 12, crc);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damages")
    @DisplayName("I-3 every malformed footer is a damaged chunk")
    void everyMalformedFooterIsADamagedChunk(String name, UnaryOperator<byte[]> change, String message) {
        assertThatExceptionOfType(DfsException.class)
                .isThrownBy(() -> read(change.apply(file(DATA_BYTES, ORIGIN))))
                .returns(ErrorCode.CHUNK_CORRUPT, DfsException::code)
                .withMessageContaining(message);
    }

    @Test
    void randomBytesAndRandomChangesAreNothingButDamage() throws IOException {
        long seed = new Random().nextLong();
        System.out.println("ChunkFooterTest seed: " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            byte[] file = round % 2 == 0 ? randomBytes(random) : randomlyChanged(random);
            int number = round;
            assertThatExceptionOfType(DfsException.class)
                    .as("seed %d, round %d", seed, number)
                    .isThrownBy(() -> read(file))
                    .returns(ErrorCode.CHUNK_CORRUPT, DfsException::code);
        }
    }

    private static byte[] randomBytes(Random random) {
        byte[] bytes = new byte[random.nextInt(2_000)];
        random.nextBytes(bytes);
        if (bytes.length >= 8 && random.nextBoolean()) {
            System.arraycopy(
                    "dfschunk".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, bytes, bytes.length - 8, 8);
        }
        return bytes;
    }

    /** One bit of the footer of a good file. */
    private static byte[] randomlyChanged(Random random) {
        byte[] file = file(100, ORIGIN);
        file[100 + random.nextInt(file.length - 100)] ^= (byte) (1 << random.nextInt(8));
        return file;
    }

    @Test
    void knowsTheLengthOfTheFileBeforeItIsWritten() {
        NewChunk chunk = new NewChunk(ChunkId.random(), ClusterId.random(), DATA_BYTES, null, ORIGIN);

        assertThat(ChunkFormat.PLAIN.fileLengthBytes(chunk)).isEqualTo(file(DATA_BYTES, ORIGIN).length);
    }
}
