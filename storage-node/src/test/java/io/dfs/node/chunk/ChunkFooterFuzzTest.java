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

class ChunkFooterFuzzTest {

    private static final int TRAILER_CRC_FROM_END = 12;

    @TempDir
    private Path folder;

    @Test
    @DisplayName(
            "I-3 a chunk file with any damage to its footer is corrupt, and costs no more memory than it has bytes")
    void aDamagedFooterIsCorrupt() throws Exception {
        new FuzzRun("storage-node, chunk footers", 2).run(draw -> {
            byte[] good = file(draw);
            byte[] tried = damaged(draw, good);
            try {
                ChunkFooter footer = read(tried);
                assertThat(footer.chunk().lengthBytes()).isLessThanOrEqualTo(tried.length);
                assertThat(footer.checksums().whole()).isEqualTo(footer.chunk().crc32c());
                return Arrays.equals(good, tried) ? "read" : "read, as the damage is in the data or signed";
            } catch (DfsException e) {
                assertThat(e.code()).isIn(ErrorCode.CHUNK_CORRUPT, ErrorCode.ENCRYPTION_KEY_MISSING);
                assertThat(tried).isNotEqualTo(good);
                return "corrupt";
            }
        });
    }

    private static byte[] file(Draw draw) {
        byte[] data = draw.bytes(draw.of(0, 1, 100, 65_535, 65_536, 65_537, 140_000));
        NewChunk chunk = new NewChunk(
                new ChunkId(draw.uuid()),
                TestChunks.CLUSTER,
                data.length,
                null,
                "o".repeat(draw.size(NewChunk.MAX_ORIGIN_BYTES)));
        Instant createdAt = Instant.ofEpochMilli(draw.below(Integer.MAX_VALUE));
        return MemoryFile.of(chunk, data, createdAt, ChunkEncoder.of(chunk, EncryptionKeys.none()));
    }

    private static byte[] damaged(Draw draw, byte[] file) {
        int tail = Math.min(file.length, draw.of(32, 88, 100, 300));
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
        int at = changed.length - draw.of(32, 28, 24, 20, 16, 12, 36, 40, 88, 56);
        int number =
                draw.of(0, 1, -1, 56, 55, 57, 65_535, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE, (int) draw.bits());
        ByteBuffer.wrap(changed).putInt(Math.max(0, at), number);
        return changed;
    }

    /** So that the footer's own checksum is right, as it is from a program with an error. */
    private static byte[] resigned(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        long data = bytes.getLong(file.length - 28);
        int end = file.length - TRAILER_CRC_FROM_END;
        if (data >= 0 && data <= end) {
            bytes.putInt(end, Crc32c.of(file, (int) data, end - (int) data).value());
        }
        return file;
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private ChunkFooter read(byte[] file) throws IOException {
        Path path = folder.resolve(Thread.currentThread().getName());
        Files.write(path, file);
        try (FileChannel channel = FileChannel.open(path)) {
            return ChunkDecoder.open(channel, EncryptionKeys.none()).footer();
        }
    }
}
