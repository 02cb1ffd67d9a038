package io.dfs.common.checksum;

import static io.dfs.common.checksum.BlockChecksums.BLOCK_SIZE_BYTES;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Takes bytes as they come and keeps the CRC32C of every block: 4 bytes of memory per 64 KiB. Not thread-safe. */
public final class BlockChecksummer {

    private final CRC32C current = new CRC32C();
    private int[] blocks = new int[16];
    private int blockCount;
    private int currentLengthBytes;
    private long lengthBytes;

    public void update(byte[] bytes, int offset, int length) {
        update(ByteBuffer.wrap(bytes, offset, length));
    }

    /** Takes the buffer's remaining bytes; the buffer's position does not move. */
    public void update(ByteBuffer bytes) {
        ByteBuffer rest = bytes.duplicate();
        while (rest.hasRemaining()) {
            int take = Math.min(rest.remaining(), BLOCK_SIZE_BYTES - currentLengthBytes);
            ByteBuffer part = rest.slice(rest.position(), take);
            current.update(part);
            rest.position(rest.position() + take);
            currentLengthBytes += take;
            lengthBytes += take;
            if (currentLengthBytes == BLOCK_SIZE_BYTES) {
                closeBlock();
            }
        }
    }

    public long lengthBytes() {
        return lengthBytes;
    }

    /** Ends the run. Nothing more may be given to this object. */
    public BlockChecksums finish() {
        if (currentLengthBytes > 0) {
            closeBlock();
        }
        return new BlockChecksums(lengthBytes, Arrays.copyOf(blocks, blockCount));
    }

    private void closeBlock() {
        if (blockCount == blocks.length) {
            blocks = Arrays.copyOf(blocks, blocks.length * 2);
        }
        blocks[blockCount++] = (int) current.getValue();
        current.reset();
        currentLengthBytes = 0;
    }
}
