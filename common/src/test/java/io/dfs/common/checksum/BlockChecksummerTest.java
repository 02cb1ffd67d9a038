package io.dfs.common.checksum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockChecksummerTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65535, 65536, 65537, 262143, 262144, 262145, 3_000_001})
    void everyBlockAndTheWholeAreAsIfTakenAtOnce(int length) {
        byte[] bytes = new byte[length];
        Random random = new Random(length);
        random.nextBytes(bytes);

        BlockChecksummer checksummer = new BlockChecksummer();
        for (int at = 0; at < length; ) {
            int piece = Math.min(length - at, 1 + random.nextInt(100_000));
            checksummer.update(bytes, at, piece);
            at += piece;
        }
        BlockChecksums checksums = checksummer.finish();

        assertThat(checksums.lengthBytes()).isEqualTo(length);
        assertThat(checksums.whole()).isEqualTo(Crc32c.of(bytes));
        for (int block = 0; block < checksums.blocks().length; block++) {
            assertThat(checksums.block(block))
                    .isEqualTo(Crc32c.of(bytes, block * 65536, checksums.blockLengthBytes(block)));
        }
    }

    @Test
    void leavesTheBuffersPositionAlone() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(100_000);
        new BlockChecksummer().update(buffer);
        assertThat(buffer.remaining()).isEqualTo(100_000);
    }

    @Test
    void checksumsMustCoverTheLength() {
        assertThatThrownBy(() -> new BlockChecksums(65537, new int[1]))
                .hasMessage("1 block checksums do not cover 65537 bytes, which are 2 blocks");
    }
}
