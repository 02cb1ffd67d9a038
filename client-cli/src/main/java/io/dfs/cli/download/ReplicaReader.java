package io.dfs.cli.download;

import io.dfs.cli.download.ReadOutcome.BadReplica;
import io.dfs.cli.download.ReadOutcome.Failed;
import io.dfs.cli.download.ReadOutcome.Unclear;
import io.dfs.cli.download.ReadOutcome.Verified;
import io.dfs.common.api.ChunkChecksums;
import io.dfs.common.api.ExtentLocation;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.checksum.BlockChecksums;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.StorageNodeClient;
import io.dfs.common.id.ChunkId;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads a piece from one replica and checks it (I-3): a whole extent against its checksum in the metadata; a part of one that has
 * its chunk to itself block by block against the node's block checksums, after these have been found to combine to the chunk's checksum in
 * the metadata. Thread-safe.
 */
final class ReplicaReader {

    private static final int MAX_REMEMBERED_CHUNKS = 8;

    private final StorageNodeClient nodes;
    private final Map<ChunkId, BlockChecksums> trusted = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ChunkId, BlockChecksums> eldest) {
            return size() > MAX_REMEMBERED_CHUNKS;
        }
    };

    ReplicaReader(StorageNodeClient nodes) {
        this.nodes = nodes;
    }

    /** @param prefix what others have given already: it is not read, and the reception gets the bytes behind it */
    ReadOutcome read(NodeAddress node, Piece piece, Prefix prefix, Reception reception) {
        try {
            if (piece.whole()) {
                return readWhole(node, piece.extent(), prefix, reception);
            }
            return piece.ofWholeChunk() ? readBlocks(node, piece, prefix, reception) : readPart(node, piece, reception);
        } catch (DfsException e) {
            String reason = String.valueOf(e.getMessage());
            return switch (e.code()) {
                case CHUNK_CORRUPT, CHUNK_NOT_FOUND, CHECKSUM_MISMATCH -> new BadReplica(e.code(), reason);
                default -> new Failed(e.code(), reason);
            };
        }
    }

    private ReadOutcome readWhole(NodeAddress node, ExtentLocation extent, Prefix prefix, Reception reception) {
        long length = extent.lengthBytes() - prefix.lengthBytes();
        Crc32c received = nodes.read(
                node,
                extent.chunkId(),
                extent.token(),
                extent.chunkOffset() + prefix.lengthBytes(),
                length,
                (bytes, _) -> copy(bytes, prefix.lengthBytes(), length, reception));
        if (prefix.append(length, received).crc32c().equals(extent.crc32c())) {
            return new Verified();
        }
        return prefix.isEmpty()
                ? new BadReplica(
                        ErrorCode.CHECKSUM_MISMATCH,
                        "served bytes with checksum %s instead of %s".formatted(received, extent.crc32c()))
                : new Unclear();
    }

    /**
     * A part of a file in a pack. The blocks around it have bytes of other files, for which the ticket is not good, so the file is
     * read whole and checked by its own checksum. Files in packs are small.
     */
    private ReadOutcome readPart(NodeAddress node, Piece piece, Reception reception) {
        long end = piece.skipBytes() + piece.lengthBytes();
        Reception part = new Reception() {
            @Override
            public void write(long offset, byte[] bytes, int from, int length) {
                long first = Math.max(offset, piece.skipBytes());
                long last = Math.min(offset + length, end);
                if (first < last) {
                    reception.write(
                            first - piece.skipBytes(), bytes, from + (int) (first - offset), (int) (last - first));
                }
            }

            @Override
            public void progress(long lengthBytes, Crc32c crc32c) {
                // Another replica would begin with the file's first byte, too.
            }
        };
        return readWhole(node, piece.extent(), Prefix.NONE, part);
    }

    private static Crc32c copy(InputStream in, long start, long lengthBytes, Reception reception) throws IOException {
        byte[] buffer = new byte[(int) Math.min(lengthBytes, HttpClients.BUFFER_SIZE_BYTES)];
        CRC32C crc = new CRC32C();
        for (long offset = 0; offset < lengthBytes; ) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, lengthBytes - offset));
            if (read < 0) {
                throw new EOFException("broke off after %d of %d bytes".formatted(offset, lengthBytes));
            }
            crc.update(buffer, 0, read);
            reception.write(start + offset, buffer, 0, read);
            offset += read;
            reception.progress(offset, Crc32c.of(crc));
        }
        return Crc32c.of(crc);
    }

    /** Each block is checked before it is passed on, so what others have given needs no second look. */
    private ReadOutcome readBlocks(NodeAddress node, Piece piece, Prefix prefix, Reception reception) {
        Piece rest = new Piece(
                piece.extent(), piece.skipBytes() + prefix.lengthBytes(), piece.lengthBytes() - prefix.lengthBytes());
        return readBlocks(node, rest, (offset, bytes, from, length) -> {
            reception.write(prefix.lengthBytes() + offset, bytes, from, length);
            reception.progress(offset + length, Crc32c.EMPTY);
        });
    }

    private ReadOutcome readBlocks(NodeAddress node, Piece piece, ByteSink sink) {
        BlockChecksums checksums = checksums(node, piece.extent());
        BlockSpan blocks = BlockSpan.covering(piece.chunkOffset(), piece.lengthBytes(), checksums.lengthBytes());
        int badBlock = nodes.read(
                node,
                piece.extent().chunkId(),
                piece.extent().token(),
                blocks.startBytes(),
                blocks.lengthBytes(),
                (bytes, _) -> copyBlocks(bytes, piece, blocks, checksums, sink));
        return badBlock < 0
                ? new Verified()
                : new BadReplica(ErrorCode.CHECKSUM_MISMATCH, "served a wrong block %d".formatted(badBlock));
    }

    /** Returns the first block that is not right, -1 if all are. Nothing of a wrong block reaches the sink. */
    private static int copyBlocks(
            InputStream in, Piece piece, BlockSpan blocks, BlockChecksums checksums, ByteSink sink) throws IOException {
        byte[] buffer = new byte[BlockChecksums.BLOCK_SIZE_BYTES];
        for (int block = blocks.first(); block <= blocks.last(); block++) {
            int length = checksums.blockLengthBytes(block);
            if (in.readNBytes(buffer, 0, length) < length) {
                throw new EOFException("broke off in block " + block);
            }
            if (!Crc32c.of(buffer, 0, length).equals(checksums.block(block))) {
                return block;
            }
            long blockStart = (long) block * BlockChecksums.BLOCK_SIZE_BYTES;
            long from = Math.max(piece.chunkOffset(), blockStart);
            long to = Math.min(piece.chunkOffset() + piece.lengthBytes(), blockStart + length);
            sink.write(from - piece.chunkOffset(), buffer, (int) (from - blockStart), (int) (to - from));
        }
        return -1;
    }

    private BlockChecksums checksums(NodeAddress node, ExtentLocation extent) {
        synchronized (trusted) {
            BlockChecksums known = trusted.get(extent.chunkId());
            if (known != null) {
                return known;
            }
        }
        BlockChecksums checked = check(node, extent, nodes.checksums(node, extent.chunkId(), extent.token()));
        if (checked == null) {
            throw new DfsException(
                    ErrorCode.CHECKSUM_MISMATCH, "its block checksums do not make up the chunk's in the metadata");
        }
        synchronized (trusted) {
            trusted.put(extent.chunkId(), checked);
        }
        return checked;
    }

    private static @Nullable BlockChecksums check(NodeAddress node, ExtentLocation extent, ChunkChecksums claimed) {
        if (claimed.blockSizeBytes() != BlockChecksums.BLOCK_SIZE_BYTES) {
            throw new DfsException(
                    ErrorCode.INTERNAL,
                    "node %s has blocks of %d bytes, this client knows %d: update it"
                            .formatted(node.name(), claimed.blockSizeBytes(), BlockChecksums.BLOCK_SIZE_BYTES));
        }
        boolean fits = claimed.lengthBytes() == extent.chunkLengthBytes()
                && claimed.blocks().size() == BlockChecksums.blockCount(extent.chunkLengthBytes());
        if (!fits) {
            return null;
        }
        int[] blocks = claimed.blocks().stream().mapToInt(Crc32c::value).toArray();
        BlockChecksums checksums = new BlockChecksums(extent.chunkLengthBytes(), blocks);
        return checksums.whole().equals(extent.chunkCrc32c()) ? checksums : null;
    }
}
