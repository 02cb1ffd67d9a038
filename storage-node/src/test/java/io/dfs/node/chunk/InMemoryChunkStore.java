package io.dfs.node.chunk;

import io.dfs.common.checksum.BlockChecksummer;
import io.dfs.common.checksum.BlockChecksums;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The store without a disk, for tests of what uses one. */
public final class InMemoryChunkStore implements ChunkStore {

    private record Held(StoredChunk chunk, BlockChecksums checksums, byte[] bytes) {}

    private final long capacityBytes;
    private final Clock clock;
    private final ReplicaWatcher watcher;
    private final Map<ChunkId, Held> chunks = new HashMap<>();
    private final Set<ChunkId> corrupt = new HashSet<>();
    private long promisedBytes;

    public InMemoryChunkStore(long capacityBytes, Clock clock, ReplicaWatcher watcher) {
        this.capacityBytes = capacityBytes;
        this.clock = clock;
        this.watcher = watcher;
    }

    public synchronized void flipByte(ChunkId chunkId, int position) {
        chunks.get(chunkId).bytes[position] ^= 1;
    }

    @Override
    public synchronized ChunkWriter begin(NewChunk chunk) {
        if (chunk.lengthBytes() > freeBytes()) {
            throw new DfsException(ErrorCode.NO_SPACE, "%d bytes are free".formatted(freeBytes()));
        }
        promisedBytes += chunk.lengthBytes();
        return new Writer(chunk);
    }

    private long freeBytes() {
        long usedBytes =
                chunks.values().stream().mapToLong(held -> held.bytes.length).sum();
        return capacityBytes - capacityBytes / 20 - usedBytes - promisedBytes;
    }

    @Override
    public synchronized ChunkReader open(ChunkId chunkId) {
        Held held = chunks.get(chunkId);
        if (held == null) {
            throw new DfsException(ErrorCode.CHUNK_NOT_FOUND, "no chunk " + chunkId);
        }
        if (corrupt.contains(chunkId)) {
            throw new DfsException(ErrorCode.CHUNK_CORRUPT, "known to be damaged");
        }
        return new Reader(held);
    }

    @Override
    public synchronized StoreReport report() {
        long usedBytes =
                chunks.values().stream().mapToLong(held -> held.bytes.length).sum();
        return new StoreReport(
                List.of(new StoreReport.Directory("memory", capacityBytes, usedBytes, Math.max(0, freeBytes()), null)));
    }

    private synchronized StoredChunk place(Held written) {
        ChunkId chunkId = written.chunk.chunkId();
        Held existing = chunks.get(chunkId);
        if (existing != null && isGood(existing)) {
            if (existing.chunk.hasSameContentAs(written.chunk)) {
                return existing.chunk;
            }
            throw new DfsException(ErrorCode.CHUNK_CONFLICT, "another content");
        }
        chunks.put(chunkId, written);
        corrupt.remove(chunkId);
        watcher.written(chunkId);
        return written.chunk;
    }

    private boolean isGood(Held held) {
        return !corrupt.contains(held.chunk.chunkId()) && Crc32c.of(held.bytes).equals(held.chunk.crc32c());
    }

    private synchronized DfsException foundCorrupt(ChunkId chunkId) {
        corrupt.add(chunkId);
        watcher.foundCorrupt(chunkId, "bad block");
        return new DfsException(ErrorCode.CHUNK_CORRUPT, "bad block");
    }

    private synchronized void release(long lengthBytes) {
        promisedBytes -= lengthBytes;
    }

    private final class Writer implements ChunkWriter {
        private final NewChunk chunk;
        private final BlockChecksummer checksummer = new BlockChecksummer();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Writer(NewChunk chunk) {
            this.chunk = chunk;
        }

        @Override
        public void write(ByteBuffer more) {
            DiskChunkWriter.WrittenLength.checkRoomFor(more.remaining(), checksummer.lengthBytes(), chunk);
            checksummer.update(more);
            byte[] taken = new byte[more.remaining()];
            more.get(taken);
            bytes.writeBytes(taken);
        }

        @Override
        public StoredChunk commit() {
            BlockChecksums checksums = checksummer.finish();
            DiskChunkWriter.WrittenLength.checkComplete(checksums, chunk);
            StoredChunk stored = new StoredChunk(
                    chunk.chunkId(),
                    chunk.clusterId(),
                    checksums.lengthBytes(),
                    checksums.whole(),
                    clock.instant().truncatedTo(ChronoUnit.MILLIS),
                    chunk.origin());
            return place(new Held(stored, checksums, bytes.toByteArray()));
        }

        @Override
        public void close() {
            release(chunk.lengthBytes());
        }
    }

    private final class Reader implements ChunkReader {
        private final Held held;

        Reader(Held held) {
            this.held = held;
        }

        @Override
        public StoredChunk chunk() {
            return held.chunk;
        }

        @Override
        public BlockChecksums checksums() {
            return held.checksums;
        }

        @Override
        public void read(long offset, long lengthBytes, OutputStream out) throws IOException {
            int blockBytes = BlockChecksums.BLOCK_SIZE_BYTES;
            for (long at = offset; at < offset + lengthBytes; ) {
                int block = (int) (at / blockBytes);
                int start = block * blockBytes;
                int length = held.checksums.blockLengthBytes(block);
                if (!Crc32c.of(held.bytes, start, length).equals(held.checksums.block(block))) {
                    throw foundCorrupt(held.chunk.chunkId());
                }
                int end = (int) Math.min(start + length, offset + lengthBytes);
                out.write(held.bytes, (int) at, end - (int) at);
                at = end;
            }
        }

        @Override
        public void close() {}
    }
}
