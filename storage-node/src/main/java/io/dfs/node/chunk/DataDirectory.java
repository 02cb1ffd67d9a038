package io.dfs.node.chunk;

import io.dfs.common.api.DiskLatency;
import io.dfs.common.api.NodeDisk;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.common.token.NodeKey;
import io.dfs.service.start.StartRefusedException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One disk's part of the node's chunks.
 *
 * <pre>
 * dfs-node.json   whose data this is
 * dfs-node.key    by what the cluster knows this node: see {@link KeyFile}
 * dfs-node.lock   held while a node runs on it
 * chunks/ab/cd/   chunk files
 * tmp/            files being written; emptied at start
 * quarantine/     chunk files out of service: see {@link QuarantineName}
 * audit/          who wrote and who was refused; no data, and kept by others
 * dfs-*.json      what the node must not forget: see {@link Notes}
 * </pre>
 *
 * A failed directory ({@link DirectoryHealth}) is not written to until a trial shows that it works again. It may still be
 * read, because every block that is read is verified anyway.
 */
final class DataDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);

    /** More of a reason is not told; the log has all of it. */
    private static final int LONGEST_DETAIL = 500;

    static final String AUDIT_FOLDER = "audit";

    /**
     * What an empty directory may contain: a fresh file system's folder, what a crash of the first start leaves, and the log of
     * a node whose disk was changed under it.
     */
    private static final Set<String> FILES_OF_AN_EMPTY_DIRECTORY = Set.of(
            "lost+found",
            AUDIT_FOLDER,
            DirectoryLock.FILE_NAME,
            DirectoryMarker.TEMP_FILE_NAME,
            KeyFile.FILE_NAME,
            KeyFile.TEMP_FILE_NAME);

    static final String CHUNK_FILE_SUFFIX = ".chunk";

    /** Always the same name, so that trials that end halfway leave one file and not one each. */
    private static final String TRIAL_FILE_NAME = "trial.tmp";

    private final Path path;
    private final Disk disk;
    private final @Nullable Long capacityLimitBytes;
    private final Promises promises;
    private final QuarantineFolder quarantine;
    private final LatencyWindow writes = new LatencyWindow(System::nanoTime);
    private final LatencyWindow reads = new LatencyWindow(System::nanoTime);
    private final AtomicLong tempFiles = new AtomicLong();
    private final BitSet durableFolders = new BitSet(1 << 16);

    private volatile @Nullable DirectoryLock lock;
    private volatile @Nullable DirectoryMarker marker;
    private volatile @Nullable NodeKey key;
    private final DirectoryHealth health;
    private volatile Unlisted unlisted = Unlisted.NOTHING;
    private volatile @Nullable String refusal;
    private volatile boolean prepared;
    private long usedBytes;
    private volatile String fileSystem;

    DataDirectory(Path path, Disk disk, @Nullable Long capacityLimitBytes, Promises promises) {
        this.path = path.toAbsolutePath().normalize();
        this.disk = disk;
        this.capacityLimitBytes = capacityLimitBytes;
        this.promises = promises;
        this.fileSystem = this.path.toString(); // its own, until it can be asked for
        this.health = new DirectoryHealth(this.path);
        this.quarantine = new QuarantineFolder(this, this.path.resolve("quarantine"), disk);
    }

    // Starting

    /** What a directory of a node says of itself, locked. */
    record Found(DirectoryMarker marker, @Nullable NodeKey key, DirectoryLock lock) {

        void giveBack() throws IOException {
            lock.close();
        }
    }

    /**
     * Reads whose it is, and locks it if it is a node's. Where nothing is, nothing is created: it may be the mount point of a
     * disk that is not mounted.
     *
     * @throws StartRefusedException if another process has it, or the marker can't be understood
     */
    Optional<Found> look() throws IOException {
        if (DirectoryMarker.read(path).isEmpty()) {
            return Optional.empty();
        }
        DirectoryLock acquired = DirectoryLock.acquire(path);
        try {
            DirectoryMarker found =
                    DirectoryMarker.read(path).orElseThrow(() -> new NoSuchFileException(path.toString()));
            return Optional.of(new Found(found, KeyFile.read(path).orElse(null), acquired));
        } catch (IOException | RuntimeException e) {
            acquired.close();
            throw e;
        }
    }

    /** The directory is this node's. */
    void take(Found found) {
        lock = found.lock();
        key = found.key();
        marker = found.marker();
        refusal = null;
    }

    /**
     * Makes an empty or missing directory, durably, this node's.
     *
     * @throws StartRefusedException if it is in use, or not empty
     */
    void join(NodeKey nodeKey, DirectoryMarker newMarker) throws IOException {
        createWithParents(path);
        lock = DirectoryLock.acquire(path);
        try {
            refuseUnlessEmpty();
            keep(nodeKey); // before the marker, so that no marked directory of this version is without
            mark(newMarker);
            refusal = null;
            prepare();
        } finally {
            if (!prepared) {
                close();
            }
        }
    }

    private void createWithParents(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            createWithParents(parentOf(directory));
            disk.createDirectory(directory);
            disk.forceDirectory(parentOf(directory));
        }
    }

    void refuseUnlessEmpty() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                if (!FILES_OF_AN_EMPTY_DIRECTORY.contains(String.valueOf(file.getFileName()))) {
                    throw new StartRefusedException(
                            "The directory %s is neither empty nor a data directory of a storage node (it has '%s' and no %s): configure an empty one."
                                    .formatted(path, file.getFileName(), DirectoryMarker.FILE_NAME));
                }
            }
        }
    }

    /** Gives the directory its copy of the node's key, durably. */
    void keep(NodeKey nodeKey) throws IOException {
        KeyFile.write(nodeKey, path, disk);
        key = nodeKey;
    }

    private void mark(DirectoryMarker newMarker) throws IOException {
        newMarker.write(path, disk);
        marker = newMarker;
    }

    /** Makes it ready for chunks: removes what writes cut short by a crash left, and counts what is there. */
    void prepare() throws IOException {
        for (Path folder : new Path[] {chunks(), temp(), quarantine.path()}) {
            disk.createDirectory(folder);
        }
        disk.forceDirectory(path);
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(temp())) {
            for (Path leftover : leftovers) {
                disk.delete(leftover);
                LOG.info("removed {}, left by a write that was cut short", leftover);
            }
        }
        quarantine.renameOldFiles();
        count();
    }

    private void count() throws IOException {
        fileSystem = disk.fileSystem(path);
        long inService = lengthOfFilesIn(chunks());
        long aside = lengthOfFilesIn(quarantine.path());
        quarantine.count(aside);
        synchronized (this) {
            usedBytes = inService + aside;
        }
        prepared = true;
    }

    private static long lengthOfFilesIn(Path folder) throws IOException {
        AtomicLong lengthBytes = new AtomicLong();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                lengthBytes.addAndGet(attributes.size());
                return FileVisitResult.CONTINUE;
            }

            // One entry that can't be looked into keeps nothing else from being used; a listing names it.
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (file.equals(folder) || DiskErrors.OF_THIS_PROCESS.isOutOfFileHandles(e)) {
                    throw e;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return lengthBytes.get();
    }

    void close() {
        DirectoryLock held = lock;
        try {
            if (held != null) {
                held.close();
            }
        } catch (IOException e) {
            LOG.warn("the lock of {} could not be given back", path, e);
        }
        lock = null;
    }

    // State

    QuarantineFolder quarantine() {
        return quarantine;
    }

    Path path() {
        return path;
    }

    Optional<NodeKey> key() {
        return Optional.ofNullable(key);
    }

    Optional<DirectoryMarker> marker() {
        return Optional.ofNullable(marker);
    }

    /** Writes down the cluster and the other disks; content if that is what the marker says. */
    void remember(@Nullable ClusterId clusterId, DiskRoll roll) throws IOException {
        DirectoryMarker current = marker;
        if (current != null) {
            DirectoryMarker newer = current.with(clusterId, roll.siblingsOf(current.directoryId()));
            if (!newer.equals(current)) {
                requireMarker(); // or an empty mount point would get the identity of the disk that is not mounted
                mark(newer);
            }
        }
    }

    /** How long chunk files take until they are durable. */
    LatencyWindow writes() {
        return writes;
    }

    LatencyWindow reads() {
        return reads;
    }

    DiskLatency latency() {
        return new DiskLatency(path.toString(), writes.latency(), reads.latency());
    }

    DirectoryHealth health() {
        return health;
    }

    /** Whether chunks are stored in it. */
    boolean works() {
        return prepared && health.works();
    }

    boolean hasFailed() {
        return !health.works();
    }

    /** Whether nothing of a node is in it. It is not touched unless the metadata service says that it may join. */
    boolean isVacant() {
        return marker == null && health.works();
    }

    boolean isRefused() {
        return refusal != null;
    }

    /** Whether it has been found only since the start, and what it holds has not been looked through yet. */
    boolean isToBePrepared() {
        return marker != null && !prepared && health.works();
    }

    /** The directory stays as it is, because it seems to stand where a disk should be. */
    void refuse(String reason) {
        if (!reason.equals(refusal)) {
            LOG.error("data directory {} is not used: {}", path, reason);
        }
        refusal = reason;
    }

    /** For the metadata service. */
    NodeDisk describe() {
        DirectoryMarker current = marker;
        UUID id = current == null ? null : current.directoryId();
        String failed = failure();
        if (failed != null) {
            return new NodeDisk(id, path.toString(), NodeDisk.Condition.FAILED, shortened(failed));
        }
        return id == null
                ? new NodeDisk(null, path.toString(), NodeDisk.Condition.EMPTY, shortened(refusal))
                : new NodeDisk(id, path.toString(), NodeDisk.Condition.IN_USE, null);
    }

    private @Nullable String failure() {
        return isToBePrepared() ? "it has just been found and is being looked through" : health.failure();
    }

    private static @Nullable String shortened(@Nullable String reason) {
        return reason == null ? null : reason.substring(0, Math.min(reason.length(), LONGEST_DETAIL));
    }

    void fail(String reason) {
        health.fail(reason);
    }

    /** Notices that the disk has gone away from under the directory, before something is written to what is there now. */
    void probe() {
        if (!works() || marker == null) {
            return;
        }
        try {
            requireMarker();
        } catch (IOException | StartRefusedException e) {
            if (!DiskErrors.OF_THIS_PROCESS.isOutOfFileHandles(e)) {
                fail(reason(e));
            }
        }
    }

    /** Java gives some errors of a file system no other message than the file's name. */
    private static String reason(Exception e) {
        return e instanceof FileSystemException ? e.toString() : String.valueOf(e.getMessage());
    }

    private void requireMarker() throws IOException {
        DirectoryMarker expected = marker;
        Optional<DirectoryMarker> found = DirectoryMarker.read(path);
        if (expected == null || found.isEmpty() || !found.get().directoryId().equals(expected.directoryId())) {
            throw new IOException("its marker %s is gone or another one: is the disk still mounted?"
                    .formatted(DirectoryMarker.FILE_NAME));
        }
    }

    /**
     * Tries a directory of this node that is not used: it is used again if it takes a write, and gives enough of what it did not
     * give before.
     */
    void tryAgain() {
        int failures = health.failures();
        try {
            requireMarker();
            lockAgain();
            if (!prepared) {
                prepare(); // it failed before it was ready, or was not there
            }
            DirectoryTrial.write(temp().resolve(TRIAL_FILE_NAME), disk);
            DirectoryTrial.read(health);
            count();
            synchronized (durableFolders) {
                durableFolders.clear(); // what was forced on a disk that then failed may not be there
            }
            health.recover(failures);
            LOG.info("data directory {} {}", path, works() ? "works; what it holds is verified" : "failed again");
        } catch (IOException | StartRefusedException e) {
            health.stillFails(reason(e));
        }
    }

    /** The disk may have been mounted again, and then the lock is on a file that no one else sees. */
    private void lockAgain() throws IOException {
        DirectoryLock held = lock;
        if (held == null || !held.isIn(path)) {
            close();
            lock = DirectoryLock.acquire(path);
        }
    }

    /** What a whole listing could not look into. Told once, when it changes. */
    void noteUnlisted(Unlisted found) {
        if (found.count() > 0 && !found.equals(unlisted)) {
            LOG.warn(
                    "{} entries of {} can't be looked into and are left out, such as {}",
                    found.count(),
                    path,
                    found.first());
        }
        unlisted = found;
    }

    StoreReport.Directory report() {
        if (refusal != null) {
            return new StoreReport.Directory(
                    path.toString(), 0, 0, 0, 0, refusal, 0, null, new StoreReport.FileSystem(fileSystem, 0, 0));
        }
        try {
            Room room = room();
            return new StoreReport.Directory(
                    path.toString(),
                    room.capacityBytes(),
                    room.usedBytes(),
                    quarantine.lengthBytes(),
                    room.freeBytes(),
                    failure(),
                    unlisted.count(),
                    unlisted.first(),
                    new StoreReport.FileSystem(
                            fileSystem, disk.totalBytes(there()), room.usableBytes() - room.promisedBytes()));
        } catch (IOException e) {
            if (!DiskErrors.OF_THIS_PROCESS.isOutOfFileHandles(e)) {
                fail("its size can't be read: " + e);
            }
            return new StoreReport.Directory(
                    path.toString(),
                    0,
                    0,
                    0,
                    0,
                    failure(),
                    unlisted.count(),
                    unlisted.first(),
                    new StoreReport.FileSystem(fileSystem, 0, 0));
        }
    }

    // Room

    /** Finds out where the space would come from if it joined. */
    void locate() throws IOException {
        fileSystem = disk.fileSystem(there());
    }

    String fileSystem() {
        return fileSystem;
    }

    Room room() throws IOException {
        Path there = there();
        long totalBytes = disk.totalBytes(there);
        long capacityBytes = capacityLimitBytes == null ? totalBytes : Math.min(capacityLimitBytes, totalBytes);
        long promisedBytes = promises.in(this);
        long promisedToOthers = promises.onFileSystemOf(this) - promisedBytes;
        return new Room(capacityBytes, usedBytes(), disk.usableBytes(there) - promisedToOthers, promisedBytes);
    }

    /** A directory that is still to be created will be in the file system of the nearest one that exists. */
    private Path there() {
        Path there = path;
        while (isVacant() && !Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }

    private synchronized long usedBytes() {
        return usedBytes;
    }

    /** Sets space aside for a file to come; false if there is not enough. */
    boolean reserve(long lengthBytes) throws IOException {
        return promises.reserve(this, lengthBytes);
    }

    void release(long lengthBytes) {
        promises.release(this, lengthBytes);
    }

    synchronized void use(long lengthBytes) {
        usedBytes += lengthBytes;
    }

    // Files

    /**
     * The last four digits of the id name the folders. The first ones of a UUIDv7 are its time: they would put everything
     * that is written in the same weeks into one folder.
     */
    Path chunkFile(ChunkId chunkId) {
        String id = chunkId.toString();
        int end = id.length();
        return chunks().resolve(id.substring(end - 4, end - 2))
                .resolve(id.substring(end - 2))
                .resolve(id + CHUNK_FILE_SUFFIX);
    }

    /** A file name that no one else writes to. */
    Path newTempFile(ChunkId chunkId) {
        return newTempFile(chunkId.toString());
    }

    Path newTempFile(String name) {
        return temp().resolve(name + "." + tempFiles.incrementAndGet() + ".tmp");
    }

    Disk.NewFile create(Path file) {
        return perform("creating " + file, () -> disk.create(file));
    }

    /** Moves a complete and forced temp file to its place; on return the name is durable too. */
    void place(Path tempFile, ChunkId chunkId, long lengthBytes) {
        Path file = chunkFile(chunkId);
        perform("storing " + file, () -> {
            createFolderOf(chunkId, file);
            disk.rename(tempFile, file);
            use(lengthBytes);
            disk.forceDirectory(parentOf(file));
            health.readable(file);
            return file;
        });
    }

    /** Makes sure of a file that was placed earlier, perhaps by a write whose answer or last step was lost. */
    void confirm(ChunkId chunkId) {
        Path file = chunkFile(chunkId);
        perform("confirming " + file, () -> {
            disk.forceFile(file);
            createFolderOf(chunkId, file);
            disk.forceDirectory(parentOf(file));
            return file;
        });
    }

    /**
     * Whether a file exists. That it can't be told is an error and not a no (I-4).
     *
     * @throws DfsException {@link ErrorCode#UNAVAILABLE} if the disk does not say
     */
    boolean holds(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).isRegularFile();
        } catch (NoSuchFileException | NotDirectoryException _) {
            return false;
        } catch (IOException e) {
            if (!DiskErrors.OF_THIS_PROCESS.isOutOfFileHandles(e)) {
                health.unreadable(file, e);
            }
            throw new DfsException(
                    ErrorCode.UNAVAILABLE, "%s can't be looked at: %s".formatted(file, e.getMessage()), e);
        }
    }

    void deleteTemp(Path tempFile) {
        try {
            disk.delete(tempFile);
        } catch (IOException e) {
            LOG.warn("{} could not be removed; the next start does it", tempFile, e);
        }
    }

    /**
     * Both levels of folders with their names durable. A folder counts as durable only once this process has forced it:
     * one that merely exists may be the work of a process that was killed before it could.
     */
    void createFolderOf(ChunkId chunkId, Path file) throws IOException {
        int number = (int) (chunkId.value().getLeastSignificantBits() & 0xFFFF);
        synchronized (durableFolders) {
            if (durableFolders.get(number)) {
                return;
            }
            Path folder = parentOf(file);
            disk.createDirectory(parentOf(folder));
            disk.createDirectory(folder);
            disk.forceDirectory(chunks());
            disk.forceDirectory(parentOf(folder));
            durableFolders.set(number);
        }
    }

    /** A step on the disk. */
    @FunctionalInterface
    interface DiskStep<T> {
        T run() throws IOException;
    }

    /** Does a step of writing. What goes wrong takes the directory out of writing, unless it is merely full. */
    <T> T perform(String what, DiskStep<T> step) {
        try {
            return step.run();
        } catch (ClosedByInterruptException e) {
            throw new DfsException(ErrorCode.UNAVAILABLE, "interrupted while " + what, e);
        } catch (IOException e) {
            throw refusal(what, e);
        }
    }

    private DfsException refusal(String what, IOException e) {
        if (DiskErrors.OF_THIS_PROCESS.isFull(e)) {
            return new DfsException(
                    ErrorCode.NO_SPACE,
                    "%s failed: the disk is full: free some space on it, or write to another node".formatted(what),
                    e);
        }
        if (DiskErrors.OF_THIS_PROCESS.isOutOfFileHandles(e)) {
            return outOfFileHandles(what, e);
        }
        fail("%s failed: %s".formatted(what, e));
        return new DfsException(
                ErrorCode.INTERNAL, "%s failed; the node continues with its other directories".formatted(what), e);
    }

    private static DfsException outOfFileHandles(String what, IOException e) {
        return new DfsException(
                ErrorCode.NODE_BUSY,
                "%s failed: the node has as many open files as the system grants".formatted(what),
                e);
    }

    /** The disk does not open a file or does not give its bytes. That is no finding about the bytes (I-4): the file is kept. */
    DfsException unreadable(Path file, IOException e) {
        if (DiskErrors.OF_THIS_PROCESS.isOutOfFileHandles(e)) {
            return outOfFileHandles("reading " + file.getFileName(), e);
        }
        health.unreadable(file, e);
        return new DfsException(
                ErrorCode.CHUNK_UNREADABLE, "%s can't be read: %s".formatted(file.getFileName(), e.getMessage()), e);
    }

    Path chunks() {
        return path.resolve("chunks");
    }

    private Path temp() {
        return path.resolve("tmp");
    }

    static Path parentOf(Path file) {
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }
}
