package io.dfs.cli.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.download.ByteRange.Span;
import io.dfs.common.api.ExtentLocation;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DownloadDecisionsTest {

    private static final int MIB = 1 << 20;

    private static ExtentLocation extent(long fileOffset, long chunkOffset, long length) {
        return new ExtentLocation(
                0,
                fileOffset,
                ChunkId.random(),
                chunkOffset,
                length,
                Crc32c.EMPTY,
                64 * MIB,
                Crc32c.EMPTY,
                "",
                List.of());
    }

    @ParameterizedTest
    @CsvSource({"0-9, 0, 10", "5-, 5, 100", "-7, 93, 100", "-200, 0, 100", "99-99, 99, 100", "50-500, 50, 100"})
    void readsRangesLikeHttp(String range, long start, long end) {
        assertThat(ByteRange.parse(range).within(100)).isEqualTo(new Span(start, end));
    }

    @ParameterizedTest
    @CsvSource({
        // offset, length, chunk length: first, last, start, bytes
        "0, 1, 1000000, 0, 0, 0, 65536",
        "65535, 2, 1000000, 0, 1, 0, 131072",
        "65536, 65536, 1000000, 1, 1, 65536, 65536",
        "999999, 1, 1000000, 15, 15, 983040, 16960",
        "0, 1000000, 1000000, 0, 15, 0, 1000000"
    })
    void coversBytesWithWholeBlocks(
            long offset, long length, long chunkLength, int first, int last, long start, long bytes) {
        assertThat(BlockSpan.covering(offset, length, chunkLength)).isEqualTo(new BlockSpan(first, last, start, bytes));
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 67108864", "0, 512, 300", "512, 512, 9000000", "5, 4194303, 4194306", "0, 1, 4194304"})
    @DisplayName("I-9 cuts what is larger than memory allows, without gaps")
    void cutsSegments(long fileOffset, long chunkOffset, long length) {
        Piece whole = new Piece(extent(fileOffset, chunkOffset, length), 0, length);
        Segments segments = new Segments(List.of(whole).iterator());
        long next = fileOffset;

        while (segments.hasNext()) {
            Piece segment = segments.next();
            assertThat(segment.fileOffset()).isEqualTo(next);
            assertThat(segment.lengthBytes()).isBetween(1L, (long) Segments.MAX_BYTES);
            next += segment.lengthBytes();
        }

        assertThat(next).isEqualTo(fileOffset + length);
    }
}
