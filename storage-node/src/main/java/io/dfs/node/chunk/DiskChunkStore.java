package io.dfs.node.chunk;

import io.dfs.common.checksum.BlockChecksums;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Chunks as files in the data directories. */
public final class DiskChunkStore implements ChunkStore {

    /** How many damaged replicas are remembered. More than these are found damaged again at each read. */
    private static final int MAX_REMEMBERED = 10_000;

    private static final int LOCK_COUNT = 256;

    private final DataDirectories directories;
    private final Clock clock;
    private final ReplicaWatcher watcher;
    private final Map<ChunkId, String> corrupt = new ConcurrentHashMap<>();
    private final List<Lock> locks =
            Stream.<Lock>generate(ReentrantLock::new).limit(LOCK_COUNT).toList();

    public DiskChunkStore(DataDirectories directories, Clock clock, ReplicaWatcher watcher) {
        this.directories = directories;
        this.clock = clock;
        this.watcher = watcher;
    }

    // Writing

    @Override
    public ChunkWriter begin(NewChunk chunk) {
        long fileBytes = ChunkFooter.fileLengthBytes(chunk);
        DataDirectory directory = reserve(fileBytes);
        Path temp = directory.newTempFile(chunk.chunkId());
        try {
            return new DiskChunkWriter(this, directory, chunk, temp, directory.create(temp), fileBytes);
        } catch (RuntimeException e) {
            directory.release(fileBytes);
            throw e;
        }
    }

    /** A directory and its free bytes at one moment. */
    private record Candidate(DataDirectory directory, long freeBytes) {

        static Candidate of(DataDirectory directory) {
            return new Candidate(directory, directory.report().freeBytes());
        }

        @Override
        public String toString() {
            return "%s has %d bytes free".formatted(directory.path(), freeBytes);
        }
    }

    /** Room in the directory that has most of it. */
    private DataDirectory reserve(long fileBytes) {
        List<Candidate> byRoom = working()
                .map(Candidate::of)
                .sorted(Comparator.comparingLong(Candidate::freeBytes).reversed())
                .toList();
        for (Candidate candidate : byRoom) {
            DataDirectory directory = candidate.directory();
            if (directory.works()
                    && directory.perform("reserving room in " + directory.path(), () -> directory.reserve(fileBytes))) {
                return directory;
            }
        }
        throw new DfsException(
                ErrorCode.NO_SPACE,
                byRoom.isEmpty()
                        ? "no data directory works any more: replace the disks and start the node again"
                        : "the chunk needs %d bytes; after the reserve, %s: add disks, or write to another node"
                                .formatted(
                                        fileBytes,
                                        byRoom.stream().map(Candidate::toString).collect(Collectors.joining(", "))));
    }

    /**
     * The last step of a write: gives a complete and forced temp file its name, unless the chunk is there already. One
     * writer of a chunk at a time comes here, so that the loser of a race compares with the winner's file.
     */
    StoredChunk place(DataDirectory directory, Path temp, StoredChunk written, long fileBytes) {
        Lock lock = lockFor(written.chunkId());
        lock.lock();
        try {
            Optional<StoredChunk> there = confirmExisting(written);
            if (there.isPresent()) {
                return there.get();
            }
            directory.place(temp, written.chunkId(), fileBytes);
            corrupt.remove(written.chunkId());
            watcher.written(written.chunkId());
            return written;
        } finally {
            lock.unlock();
        }
    }

    /** Present if the same content is there, verified and durable. A damaged replica is moved out of the way. */
    private Optional<StoredChunk> confirmExisting(StoredChunk written) {
        ChunkId chunkId = written.chunkId();
        for (DataDirectory holder : working().toList()) {
            switch (examine(holder, chunkId)) {
                case Replica.Absent() -> {}
                case Replica.Bad(String _) -> holder.quarantine(chunkId, clock.instant());
                case Replica.Good(StoredChunk existing) -> {
                    if (!existing.hasSameContentAs(written)) {
                        throw conflict(existing, written);
                    }
                    holder.confirm(chunkId);
                    return Optional.of(existing);
                }
            }
        }
        return Optional.empty();
    }

    private static DfsException conflict(StoredChunk existing, StoredChunk written) {
        return new DfsException(
                ErrorCode.CHUNK_CONFLICT,
                "the node holds chunk %s with %d bytes and CRC32C %s, the new one has %d bytes and %s: use a new chunk id"
                        .formatted(
                                existing.chunkId(),
                                existing.lengthBytes(),
                                existing.crc32c(),
                                written.lengthBytes(),
                                written.crc32c()));
    }

    /** What reading every byte of one directory's file shows. */
    private sealed interface Replica {
        record Absent() implements Replica {}

        record Bad(String detail) implements Replica {}

        record Good(StoredChunk chunk) implements Replica {}
    }

    private Replica examine(DataDirectory holder, ChunkId chunkId) {
        try (DiskChunkReader reader = openIn(holder, chunkId).orElse(null)) {
            if (reader == null) {
                return new Replica.Absent();
            }
            reader.read(0, reader.chunk().lengthBytes(), OutputStream.nullOutputStream());
            return new Replica.Good(reader.chunk());
        } catch (DfsException e) {
            if (e.code() == ErrorCode.CHUNK_CORRUPT) {
                return new Replica.Bad(String.valueOf(e.getMessage()));
            }
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("a stream to nowhere does not fail", e);
        }
    }

    private Lock lockFor(ChunkId chunkId) {
        return locks.get(Math.floorMod(chunkId.hashCode(), LOCK_COUNT));
    }

    // Reading

    @Override
    public ChunkReader open(ChunkId chunkId) {
        // A failed directory's files are the last resort: what was written since lies in a working one.
        List<DataDirectory> inOrder = Stream.concat(
                        working(), directories.all().stream().filter(directory -> !directory.works()))
                .toList();
        for (DataDirectory directory : inOrder) {
            Optional<DiskChunkReader> reader = openIn(directory, chunkId);
            if (reader.isPresent()) {
                return reader.get();
            }
        }
        throw new DfsException(ErrorCode.CHUNK_NOT_FOUND, "the node holds no chunk %s".formatted(chunkId));
    }

    private Optional<DiskChunkReader> openIn(DataDirectory directory, ChunkId chunkId) {
        FileChannel file;
        try {
            file = FileChannel.open(directory.chunkFile(chunkId), StandardOpenOption.READ);
        } catch (NoSuchFileException | NotDirectoryException _) {
            return Optional.empty();
        } catch (IOException e) {
            // Not a finding about the chunk: no file handle left, or no right to open it.
            throw new DfsException(
                    ErrorCode.UNAVAILABLE, "chunk %s can't be opened: %s".formatted(chunkId, e.getMessage()), e);
        }
        return Optional.of(readerOf(file, chunkId));
    }

    private DiskChunkReader readerOf(FileChannel file, ChunkId chunkId) {
        try {
            String known = corrupt.get(chunkId);
            if (known != null) {
                throw new DfsException(
                        ErrorCode.CHUNK_CORRUPT, "the replica of chunk %s is damaged: %s".formatted(chunkId, known));
            }
            return new DiskChunkReader(this, chunkId, file, footerOf(file, chunkId));
        } catch (RuntimeException e) {
            DiskChunkReader.close(file);
            throw e;
        }
    }

    private ChunkFooter footerOf(FileChannel file, ChunkId chunkId) {
        ChunkFooter footer = readFooter(file, chunkId);
        if (!footer.chunk().chunkId().equals(chunkId)) {
            throw foundCorrupt(
                    chunkId, "its file is that of chunk " + footer.chunk().chunkId());
        }
        return footer;
    }

    private ChunkFooter readFooter(FileChannel file, ChunkId chunkId) {
        try {
            return ChunkFooter.read(file);
        } catch (DfsException e) {
            throw foundCorrupt(chunkId, String.valueOf(e.getMessage()));
        } catch (ClosedByInterruptException e) {
            throw new DfsException(ErrorCode.UNAVAILABLE, "interrupted while reading chunk " + chunkId, e);
        } catch (IOException e) {
            throw foundCorrupt(chunkId, "its footer can't be read: " + e.getMessage());
        }
    }

    /** Remembers and tells a finding; the exception is for whoever is reading. The file stays where it is. */
    DfsException foundCorrupt(ChunkId chunkId, String detail) {
        if (corrupt.size() < MAX_REMEMBERED) {
            corrupt.put(chunkId, detail);
        }
        watcher.foundCorrupt(chunkId, detail);
        return new DfsException(
                ErrorCode.CHUNK_CORRUPT, "the replica of chunk %s is damaged: %s".formatted(chunkId, detail));
    }

    @Override
    public StoreReport report() {
        directories.all().forEach(DataDirectory::probe);
        return new StoreReport(
                directories.all().stream().map(DataDirectory::report).toList());
    }

    private Stream<DataDirectory> working() {
        return directories.all().stream().filter(DataDirectory::works);
    }

    /** What a writer's bytes have become. */
    StoredChunk describe(NewChunk chunk, BlockChecksums checksums) {
        return new StoredChunk(
                chunk.chunkId(),
                chunk.clusterId(),
                checksums.lengthBytes(),
                checksums.whole(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                chunk.origin());
    }
}
