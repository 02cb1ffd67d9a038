package io.dfs.node.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.fuzz.Bytes;
import io.dfs.common.fuzz.Draw;
import io.dfs.common.fuzz.FuzzRun;
import io.dfs.common.id.ChunkId;
import io.dfs.node.encryption.EncryptionKeys;
import io.dfs.node.encryption.TestKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkFileFuzzTest {

    private static final int TRAILER_CRC_FROM_END = 12;
    private static final EncryptionKeys NONE = EncryptionKeys.none();
    private static final EncryptionKeys ONE = TestKeys.of(1);
    private static final EncryptionKeys OTHER = TestKeys.of(2);
    private static final EncryptionKeys OTHER_AND_ONE = TestKeys.of(2, 1);

    @TempDir
    private Path folder;

    /** A file, what is in it, and the keys that it was written with. */
    private record Written(byte[] file, byte[] data, EncryptionKeys keys) {}

    @Test
    @DisplayName(
            "I-3 a chunk file with any damage, encrypted or not, is corrupt, or delivers what was written; and it costs no"
                    + " more memory than it has bytes")
    void aDamagedFileIsCorrupt() throws Exception {
        new FuzzRun("storage-node, chunk files", 2).run(draw -> {
            Written written = write(draw);
            byte[] tried = damaged(draw, written.file());
            EncryptionKeys keys = draw.percent(80) ? written.keys() : draw.of(NONE, OTHER, OTHER_AND_ONE);
            try {
                byte[] delivered = read(tried, keys);
                if (written.keys().current().isPresent()) {
                    assertThat(delivered).isEqualTo(written.data());
                }
                return Arrays.equals(written.file(), tried) ? "read" : "read, as the damage is signed";
            } catch (DfsException e) {
                if (Arrays.equals(written.file(), tried)) {
                    assertThat(e.code()).isEqualTo(ErrorCode.ENCRYPTION_KEY_MISSING);
                    assertThat(keys).isNotSameAs(written.keys());
                }
                assertThat(e.code())
                        .isIn(
                                ErrorCode.CHUNK_CORRUPT,
                                ErrorCode.ENCRYPTION_KEY_MISSING,
                                ErrorCode.CHUNK_FORMAT_UNKNOWN);
                return e.code().name();
            }
        });
    }

    private static Written write(Draw draw) {
        byte[] data = draw.bytes(draw.of(0, 1, 100, 65_535, 65_536, 65_537, 140_000));
        NewChunk chunk = new NewChunk(
                new ChunkId(draw.uuid()),
                TestChunks.CLUSTER,
                data.length,
                null,
                "o".repeat(draw.size(NewChunk.MAX_ORIGIN_BYTES)));
        Instant createdAt = Instant.ofEpochMilli(draw.below(Integer.MAX_VALUE));
        EncryptionKeys keys = draw.of(NONE, ONE);
        return new Written(MemoryFile.of(chunk, data, createdAt, ChunkEncoder.of(chunk, keys)), data, keys);
    }

    private static byte[] damaged(Draw draw, byte[] file) {
        int tail = Math.min(file.length, draw.of(32, 88, 96, 100, 300));
        byte[] end = Arrays.copyOfRange(file, file.length - tail, file.length);
        return switch (draw.below(8)) {
            case 0 -> file;
            case 1 -> draw.bytes(draw.size(1_000));
            case 2 -> new Bytes(draw).mutate(file);
            case 3 -> Arrays.copyOfRange(file, draw.below(file.length), file.length);
            case 4 -> join(file, draw.of(end, file, draw.bytes(draw.size(200))));
            case 5 -> withNumber(draw, file);
            case 6 -> resigned(withNumber(draw, file));
            default -> join(Arrays.copyOf(file, file.length - tail), new Bytes(draw).mutate(end));
        };
    }

    /** Another number in one of the fields, such as a length. */
    private static byte[] withNumber(Draw draw, byte[] file) {
        byte[] changed = file.clone();
        int at = changed.length - draw.of(32, 28, 24, 20, 16, 12, 36, 40, 56, 72, 80, 88, 96);
        int number =
                draw.of(0, 1, -1, 56, 55, 57, 65_535, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE, (int) draw.bits());
        ByteBuffer.wrap(changed).putInt(Math.max(0, at), number);
        return changed;
    }

    /** So that the footer's own checksum is right, as it is from a program with an error. */
    private static byte[] resigned(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        long length = bytes.getLong(file.length - 28);
        int end = file.length - TRAILER_CRC_FROM_END;
        ChunkFormat.ofVersion(bytes.getInt(file.length - 16))
                .filter(_ -> length >= 0 && length <= end)
                .map(format -> format.blocksBytes(length))
                .filter(blocks -> blocks <= end)
                .ifPresent(blocks -> bytes.putInt(
                        end,
                        Crc32c.of(file, Math.toIntExact(blocks), end - Math.toIntExact(blocks))
                                .value()));
        return file;
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    /** All its bytes, compared with the checksums as a reader of chunks does. */
    private byte[] read(byte[] file, EncryptionKeys keys) throws IOException {
        Path path = folder.resolve(Thread.currentThread().getName());
        Files.write(path, file);
        try (FileChannel channel = FileChannel.open(path)) {
            ChunkDecoder decoder = ChunkDecoder.open(channel, keys);
            ChunkFooter footer = decoder.footer();
            assertThat(footer.chunk().lengthBytes()).isLessThanOrEqualTo(file.length);
            assertThat(footer.checksums().whole()).isEqualTo(footer.chunk().crc32c());
            ByteBuffer bytes =
                    ByteBuffer.allocate(Math.toIntExact(footer.chunk().lengthBytes()));
            decoder.read(channel, 0, bytes);
            if (!Crc32c.of(bytes.flip()).equals(footer.chunk().crc32c())) {
                throw ChunkTrailer.corrupt("the bytes are others");
            }
            return bytes.array();
        }
    }
}
