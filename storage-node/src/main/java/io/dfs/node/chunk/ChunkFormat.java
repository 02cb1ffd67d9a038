package io.dfs.node.chunk;

import io.dfs.common.checksum.BlockChecksums;
import io.dfs.node.encryption.EncryptionKeys;
import io.dfs.node.encryption.FileCipher;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a chunk file is laid out. All numbers are big-endian; {@code L} is the length of the chunk,
 * {@code n = ceil(L / 65536)} the number of its blocks, {@code f} the length of the {@link ChunkFooter}.
 *
 * <pre>
 * version 1, plain               version 2, encrypted
 * bytes    what                  bytes        what
 * L        data                  L + 16 n     each block, encrypted, with its tag
 * f        footer                f + 16       footer, encrypted, with its tag
 *                                64           {@link KeySlip}: which key opens the file
 * 32       {@link ChunkTrailer}          32           {@link ChunkTrailer}
 * </pre>
 */
enum ChunkFormat {
    PLAIN(1, 0, 0),
    ENCRYPTED(2, FileCipher.TAG_BYTES, FileCipher.TAG_BYTES + KeySlip.BYTES);

    private final int version;
    private final int bytesPerBlock;
    private final int bytesPerFooter;

    /**
     * @param bytesPerBlock that a block takes beside its own
     * @param bytesPerFooter that the footer takes beside its own
     */
    ChunkFormat(int version, int bytesPerBlock, int bytesPerFooter) {
        this.version = version;
        this.bytesPerBlock = bytesPerBlock;
        this.bytesPerFooter = bytesPerFooter;
    }

    static Optional<ChunkFormat> ofVersion(int version) {
        return Arrays.stream(values())
                .filter(format -> format.version == version)
                .findFirst();
    }

    /** Of the files that are written with these keys. */
    static ChunkFormat with(EncryptionKeys keys) {
        return keys.current().isPresent() ? ENCRYPTED : PLAIN;
    }

    int version() {
        return version;
    }

    /** What the blocks take in the file; where the footer begins. */
    long blocksBytes(long lengthBytes) {
        return lengthBytes + (long) bytesPerBlock * BlockChecksums.blockCount(lengthBytes);
    }

    /** Where a block begins in the file. */
    long positionOf(int block) {
        return (long) block * (BlockChecksums.BLOCK_SIZE_BYTES + bytesPerBlock);
    }

    /** Of all that follows the blocks; the block checksums of 1 GiB take 64 KiB. */
    long tailBytes(long lengthBytes, int descriptionBytes) {
        return ChunkFooter.lengthBytes(lengthBytes, descriptionBytes) + bytesPerFooter + ChunkTrailer.BYTES;
    }

    /** What the file of a chunk needs in all. */
    long fileLengthBytes(NewChunk chunk) {
        return fileLengthBytes(chunk.lengthBytes(), ChunkFooter.descriptionBytes(chunk.origin()));
    }

    long fileLengthBytes(long lengthBytes, int descriptionBytes) {
        return blocksBytes(lengthBytes) + tailBytes(lengthBytes, descriptionBytes);
    }
}
