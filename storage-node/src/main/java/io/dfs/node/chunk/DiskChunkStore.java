package io.dfs.node.chunk;

import io.dfs.common.api.RemovalResult;
import io.dfs.common.checksum.BlockChecksums;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.node.encryption.EncryptionKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chunks as files in the data directories. */
public final class DiskChunkStore implements ChunkStore {

    private static final Logger LOG = LoggerFactory.getLogger(DiskChunkStore.class);

    /** How many damaged replicas are remembered. More than these are found damaged again at each read. */
    private static final int MAX_REMEMBERED = 10_000;

    private static final int LOCK_COUNT = 256;

    private final DataDirectories directories;
    private final EncryptionKeys keys;
    private final Clock clock;
    private final ReplicaWatcher watcher;
    private final ChunkExaminer examiner;
    private final DiskRemovals removals;
    private final UnknownFormats unknownFormats = new UnknownFormats();
    private final Map<Path, String> corrupt = new ConcurrentHashMap<>();
    private final List<Lock> locks =
            Stream.<Lock>generate(ReentrantLock::new).limit(LOCK_COUNT).toList();

    /** @param keys with one, new chunks are encrypted; chunks that are there are read whether they are encrypted or not */
    public DiskChunkStore(DataDirectories directories, EncryptionKeys keys, Clock clock, ReplicaWatcher watcher) {
        this.directories = directories;
        this.keys = keys;
        this.clock = clock;
        this.watcher = watcher;
        this.examiner = new ChunkExaminer(this::openIn, keys);
        this.removals = new DiskRemovals(directories, examiner);
    }

    // Writing

    @Override
    public ChunkWriter begin(NewChunk chunk) {
        long fileBytes = ChunkFormat.with(keys).fileLengthBytes(chunk);
        try {
            return begin(chunk, fileBytes, reserve(fileBytes));
        } catch (DfsException e) {
            if (e.code() == ErrorCode.NO_SPACE && isInService(chunk.chunkId())) {
                return new ComparingChunkWriter(chunk, checksums -> confirm(describe(chunk, checksums)), e);
            }
            throw e;
        }
    }

    private ChunkWriter begin(NewChunk chunk, long fileBytes, DataDirectory directory) {
        Path temp = directory.newTempFile(chunk.chunkId());
        try {
            ChunkEncoder encoder = ChunkEncoder.of(chunk, keys);
            return new DiskChunkWriter(this, directory, chunk, temp, directory.create(temp), encoder, fileBytes);
        } catch (RuntimeException e) {
            directory.release(fileBytes);
            throw e;
        }
    }

    /** As far as the disks say. */
    private boolean isInService(ChunkId chunkId) {
        return working().anyMatch(directory -> Files.isRegularFile(directory.chunkFile(chunkId)));
    }

    private Optional<StoredChunk> confirm(StoredChunk written) {
        return withLock(written.chunkId(), () -> confirmExisting(written, (_, _) -> {}));
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
                        ? "no data directory works; those that do again are used again: look at the disks"
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
        return withLock(
                written.chunkId(),
                () -> confirmExisting(written, DiskChunkStore::moveAside).orElseGet(() -> {
                    directory.place(temp, written.chunkId(), fileBytes);
                    forgetDamage(written.chunkId());
                    watcher.written(written.chunkId());
                    return written;
                }));
    }

    private <T> T withLock(ChunkId chunkId, Supplier<T> step) {
        Lock lock = locks.get(Math.floorMod(chunkId.hashCode(), LOCK_COUNT));
        lock.lock();
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Present if the same content is there, verified and durable.
     *
     * @param damaged is given each damaged file and its directory
     */
    private Optional<StoredChunk> confirmExisting(StoredChunk written, BiConsumer<DataDirectory, ChunkId> damaged) {
        ChunkId chunkId = written.chunkId();
        for (DataDirectory holder : working().toList()) {
            switch (examiner.examine(holder, chunkId)) {
                case Examined.Absent() -> {}
                case Examined.Bad(String _), Examined.Unreadable(String _) -> damaged.accept(holder, chunkId);
                case Examined.Good(StoredChunk existing) -> {
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

    private static void moveAside(DataDirectory holder, ChunkId chunkId) {
        QuarantineName name = new QuarantineName(chunkId, Ids.next());
        holder.quarantine().take(name);
        LOG.warn(
                "the damaged replica of chunk {} is in quarantine as {}; a good one takes its place",
                chunkId,
                name.fileName());
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

    // Reading

    @Override
    public ChunkReader open(ChunkId chunkId) {
        // A failed directory's files are the last resort: what was written since lies in a working one.
        List<DataDirectory> inOrder = Stream.concat(
                        working(), directories.owned().stream().filter(directory -> !directory.works()))
                .toList();
        DfsException failure = null;
        for (DataDirectory directory : inOrder) {
            try {
                Optional<DiskChunkReader> reader = openIn(directory, chunkId);
                if (reader.isPresent()) {
                    return reader.get();
                }
            } catch (DfsException e) {
                failure = failure == null ? e : failure;
            }
        }
        throw failure != null ? failure : notFound(chunkId);
    }

    private static DfsException notFound(ChunkId chunkId) {
        return new DfsException(ErrorCode.CHUNK_NOT_FOUND, "the node holds no chunk %s".formatted(chunkId));
    }

    @Override
    public StoredChunk verify(ChunkId chunkId, PieceRead progress) throws InterruptedException {
        DfsException failure = null;
        for (DataDirectory directory : working().toList()) {
            try {
                Optional<StoredChunk> good = verify(directory, chunkId, progress);
                if (good.isPresent()) {
                    if (failure != null) {
                        watcher.written(chunkId); // what is wrong with another file of the chunk harms no one
                    }
                    return good.get();
                }
            } catch (DfsException e) {
                failure = failure == null ? e : failure; // another directory may have a good one
            }
        }
        if (failure != null) {
            throw failure;
        }
        requireNoneInFailedDirectories(chunkId);
        throw notFound(chunkId);
    }

    private Optional<StoredChunk> verify(DataDirectory directory, ChunkId chunkId, PieceRead progress)
            throws InterruptedException {
        try (DiskChunkReader reader = read(directory, chunkId).orElse(null)) {
            if (reader == null) {
                return Optional.empty();
            }
            reader.verify(progress);
            directory.health().readable(directory.chunkFile(chunkId));
            corrupt.remove(directory.chunkFile(chunkId));
            return Optional.of(reader.chunk());
        }
    }

    private void requireNoneInFailedDirectories(ChunkId chunkId) {
        for (DataDirectory directory : directories.owned()) {
            if (!directory.works() && directory.holds(directory.chunkFile(chunkId))) {
                throw new DfsException(
                        ErrorCode.UNAVAILABLE,
                        "chunk %s lies in %s, which has failed".formatted(chunkId, directory.path()));
            }
        }
    }

    private Optional<DiskChunkReader> openIn(DataDirectory directory, ChunkId chunkId) {
        Path file = directory.chunkFile(chunkId);
        String known = corrupt.get(file);
        if (known != null && directory.holds(file)) {
            throw new DfsException(
                    ErrorCode.CHUNK_CORRUPT, "the replica of chunk %s is damaged: %s".formatted(chunkId, known));
        }
        return read(directory, chunkId);
    }

    private Optional<DiskChunkReader> read(DataDirectory directory, ChunkId chunkId) {
        try {
            return DiskChunkReader.open(
                    directory.chunkFile(chunkId), chunkId, keys, new Trouble(directory, chunkId), directory.reads());
        } catch (DfsException e) {
            if (e.code() == ErrorCode.CHUNK_FORMAT_UNKNOWN) {
                unknownFormats.note(chunkId, String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    /** Damage of a replica is told; an error of the disk is the directory's. */
    private final class Trouble implements ReadTrouble {
        private final DataDirectory directory;
        private final ChunkId chunkId;

        Trouble(DataDirectory directory, ChunkId chunkId) {
            this.directory = directory;
            this.chunkId = chunkId;
        }

        @Override
        public DfsException damaged(String detail) {
            return foundCorrupt(directory.chunkFile(chunkId), chunkId, detail);
        }

        @Override
        public DfsException unreadable(IOException e) {
            if (directory.works()) {
                watcher.foundUnreadable(chunkId);
            }
            return directory.unreadable(directory.chunkFile(chunkId), e);
        }
    }

    /** Remembers and tells a finding; the exception is for the reader. The file stays where it is. */
    private DfsException foundCorrupt(Path file, ChunkId chunkId, String detail) {
        if (corrupt.size() < MAX_REMEMBERED) {
            corrupt.put(file, detail);
        }
        watcher.foundCorrupt(chunkId, detail);
        return new DfsException(
                ErrorCode.CHUNK_CORRUPT, "the replica of chunk %s is damaged: %s".formatted(chunkId, detail));
    }

    private void forgetDamage(ChunkId chunkId) {
        directories.all().forEach(directory -> corrupt.remove(directory.chunkFile(chunkId)));
    }

    // Listing and removing

    @Override
    public Inventory list(@Nullable ChunkId after, int limit) {
        InventoryCollector collector = new InventoryCollector(after, limit);
        for (DataDirectory directory : directories.owned()) {
            directory.probe();
            try {
                new DirectoryListing(directory, collector).run();
            } catch (IOException e) {
                if (DiskErrors.OF_THIS_PROCESS.isOutOfFileHandles(e)) {
                    throw new DfsException(ErrorCode.NODE_BUSY, "the node has too many open files to list any", e);
                }
                directory.fail("its chunks can't be listed: " + e);
            }
        }
        return collector.collected();
    }

    @Override
    public RemovalResult quarantine(ChunkId chunkId, UUID removalId) {
        return withLock(chunkId, () -> {
            RemovalResult result = removals.quarantine(new QuarantineName(chunkId, removalId));
            if (!isInService(chunkId)) {
                forgetDamage(chunkId);
                watcher.quarantined(chunkId);
            }
            return result;
        });
    }

    @Override
    public RemovalResult restore(ChunkId chunkId, UUID removalId) {
        return withLock(chunkId, () -> {
            RemovalResult result = removals.restore(new QuarantineName(chunkId, removalId));
            if (result.outcome() == RemovalResult.Outcome.RESTORED && result.fileBytes() > 0) {
                forgetDamage(chunkId);
                watcher.written(chunkId);
            }
            return result;
        });
    }

    @Override
    public RemovalResult unlink(ChunkId chunkId, UUID removalId) {
        return withLock(chunkId, () -> removals.unlink(new QuarantineName(chunkId, removalId)));
    }

    @Override
    public void tryFailedDirectories() {
        directories.tryAgain();
    }

    @Override
    public StoreReport report() {
        directories.all().forEach(DataDirectory::probe);
        return new StoreReport(
                directories.all().stream().map(DataDirectory::report).toList(), unknownFormats.warnings());
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
