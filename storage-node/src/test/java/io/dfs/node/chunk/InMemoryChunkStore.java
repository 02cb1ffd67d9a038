package io.dfs.node.chunk;

import io.dfs.common.api.QuarantinedFile;
import io.dfs.common.api.RemovalResult;
import io.dfs.common.api.RemovalResult.Outcome;
import io.dfs.common.checksum.BlockChecksummer;
import io.dfs.common.checksum.BlockChecksums;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The store without a disk, for tests of what uses one. */
public final class InMemoryChunkStore implements ChunkStore {

    private record Held(StoredChunk chunk, BlockChecksums checksums, byte[] bytes) {}

    private final long capacityBytes;
    private final Clock clock;
    private final ReplicaWatcher watcher;
    private final Map<ChunkId, Held> chunks = new HashMap<>();
    private final SortedMap<QuarantineName, Held> quarantine = new TreeMap<>();
    private final Set<ChunkId> corrupt = new HashSet<>();
    private final Map<ChunkId, ErrorCode> unreadable = new HashMap<>();
    private long promisedBytes;

    public InMemoryChunkStore(long capacityBytes, Clock clock, ReplicaWatcher watcher) {
        this.capacityBytes = capacityBytes;
        this.clock = clock;
        this.watcher = watcher;
    }

    public synchronized void flipByte(ChunkId chunkId, int position) {
        chunks.get(chunkId).bytes[position] ^= 1;
    }

    /** As a disk does that has lost a sector, or is being reset. */
    public synchronized void failReading(ChunkId chunkId, boolean fails) {
        if (fails) {
            failReading(chunkId, ErrorCode.CHUNK_UNREADABLE);
        } else {
            unreadable.remove(chunkId);
        }
    }

    public synchronized void failReading(ChunkId chunkId, ErrorCode code) {
        unreadable.put(chunkId, code);
    }

    @Override
    public synchronized ChunkWriter begin(NewChunk chunk) {
        if (chunk.lengthBytes() > freeBytes()) {
            DfsException full = new DfsException(ErrorCode.NO_SPACE, "%d bytes are free".formatted(freeBytes()));
            if (chunks.containsKey(chunk.chunkId())) {
                return new ComparingChunkWriter(chunk, checksums -> confirm(described(chunk, checksums)), full);
            }
            throw full;
        }
        promisedBytes += chunk.lengthBytes();
        return new Writer(chunk);
    }

    private long freeBytes() {
        return capacityBytes - capacityBytes / 20 - usedBytes() - promisedBytes;
    }

    private long usedBytes() {
        return lengthOf(chunks.values()) + lengthOf(quarantine.values());
    }

    private static long lengthOf(Collection<Held> files) {
        return files.stream().mapToLong(held -> held.bytes.length).sum();
    }

    private synchronized Optional<StoredChunk> confirm(StoredChunk written) {
        Held existing = chunks.get(written.chunkId());
        if (existing == null || !isGood(existing)) {
            return Optional.empty();
        }
        if (!existing.chunk.hasSameContentAs(written)) {
            throw new DfsException(ErrorCode.CHUNK_CONFLICT, "another content");
        }
        return Optional.of(existing.chunk);
    }

    private StoredChunk described(NewChunk chunk, BlockChecksums checksums) {
        return new StoredChunk(
                chunk.chunkId(),
                chunk.clusterId(),
                checksums.lengthBytes(),
                checksums.whole(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                chunk.origin());
    }

    @Override
    public synchronized ChunkReader open(ChunkId chunkId) {
        Reader reader = openToVerify(chunkId);
        if (corrupt.contains(chunkId)) {
            throw new DfsException(ErrorCode.CHUNK_CORRUPT, "known to be damaged");
        }
        return reader;
    }

    @Override
    public StoredChunk verify(ChunkId chunkId, PieceRead progress) throws InterruptedException {
        Reader reader = openToVerify(chunkId);
        try {
            reader.read(0, reader.chunk().lengthBytes(), OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        progress.read(reader.chunk().lengthBytes());
        forgetDamage(chunkId);
        return reader.chunk();
    }

    private synchronized Reader openToVerify(ChunkId chunkId) {
        ErrorCode failure = unreadable.get(chunkId);
        if (failure != null) {
            throw new DfsException(failure, "reading failed: Input/output error");
        }
        Held held = chunks.get(chunkId);
        if (held == null) {
            throw new DfsException(ErrorCode.CHUNK_NOT_FOUND, "no chunk " + chunkId);
        }
        return new Reader(held);
    }

    private synchronized void forgetDamage(ChunkId chunkId) {
        corrupt.remove(chunkId);
    }

    @Override
    public void tryFailedDirectories() {}

    @Override
    public synchronized StoreReport report() {
        return new StoreReport(
                List.of(new StoreReport.Directory(
                        "memory",
                        capacityBytes,
                        usedBytes(),
                        lengthOf(quarantine.values()),
                        Math.max(0, freeBytes()),
                        null,
                        0,
                        null,
                        new StoreReport.FileSystem(
                                "memory", capacityBytes, Math.max(0, capacityBytes - usedBytes() - promisedBytes)))),
                List.of());
    }

    @Override
    public synchronized Inventory list(@Nullable ChunkId after, int limit) {
        InventoryCollector collector = new InventoryCollector(after, limit);
        chunks.keySet().forEach(chunkId -> collector.addInService(chunkId, true));
        quarantine.forEach((name, held) -> collector.addQuarantined(
                new QuarantinedFile(name.removalId(), name.chunkId(), held.bytes.length, name.since())));
        return collector.collected();
    }

    @Override
    public synchronized RemovalResult quarantine(ChunkId chunkId, UUID removalId) {
        QuarantineName name = new QuarantineName(chunkId, removalId);
        if (!quarantine.containsKey(name)) {
            Held held = chunks.remove(chunkId);
            if (held == null) {
                return result(name, Outcome.ABSENT, 0, "no such file");
            }
            quarantine.put(name, held);
            corrupt.remove(chunkId);
            watcher.quarantined(chunkId);
        }
        return result(name, Outcome.QUARANTINED, quarantine.get(name).bytes.length, "");
    }

    @Override
    public synchronized RemovalResult restore(ChunkId chunkId, UUID removalId) {
        QuarantineName name = new QuarantineName(chunkId, removalId);
        Held aside = quarantine.get(name);
        Held inService = chunks.get(chunkId);
        if (aside == null) {
            return inService == null
                    ? result(name, Outcome.ABSENT, 0, "no such file")
                    : result(name, Outcome.RESTORED, 0, "it is in service already");
        }
        if (inService != null && isGood(inService)) {
            return result(name, Outcome.RESTORED, 0, "a good file is in service already");
        }
        if (!Crc32c.of(aside.bytes).equals(aside.chunk.crc32c())) {
            return result(name, Outcome.FAILED, 0, "the file in quarantine is damaged");
        }
        if (inService != null) {
            quarantine.put(new QuarantineName(chunkId, Ids.next()), inService);
        }
        quarantine.remove(name);
        chunks.put(chunkId, aside);
        corrupt.remove(chunkId);
        watcher.written(chunkId);
        return result(name, Outcome.RESTORED, aside.bytes.length, "");
    }

    @Override
    public synchronized RemovalResult unlink(ChunkId chunkId, UUID removalId) {
        QuarantineName name = new QuarantineName(chunkId, removalId);
        Held gone = quarantine.remove(name);
        return gone == null
                ? result(name, Outcome.ABSENT, 0, "no such file")
                : result(name, Outcome.UNLINKED, gone.bytes.length, "");
    }

    private static RemovalResult result(QuarantineName name, Outcome outcome, long fileBytes, String detail) {
        return new RemovalResult(name.removalId(), name.chunkId(), outcome, fileBytes, detail);
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
        if (existing != null) {
            quarantine.put(new QuarantineName(chunkId, Ids.next()), existing);
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
            StoredChunk stored = described(chunk, checksums);
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
