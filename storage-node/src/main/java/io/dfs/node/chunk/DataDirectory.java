package io.dfs.node.chunk;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.common.token.NodeKey;
import io.dfs.service.start.StartRefusedException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.DirectoryStream;
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
 * An I/O error on writing takes the directory out of writing until the node is started again: a disk that has lost one
 * write is not asked for another. Reading goes on, because every block read is verified anyway.
 */
final class DataDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);

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

    private final Path path;
    private final Disk disk;
    private final @Nullable Long capacityLimitBytes;
    private final QuarantineFolder quarantine;
    private final AtomicLong tempFiles = new AtomicLong();
    private final BitSet durableFolders = new BitSet(1 << 16);

    private @Nullable DirectoryLock lock;
    private volatile @Nullable DirectoryMarker marker;
    private volatile @Nullable NodeKey key;
    private volatile @Nullable String failure;
    private long usedBytes;
    private long promisedBytes;

    DataDirectory(Path path, Disk disk, @Nullable Long capacityLimitBytes) {
        this.path = path.toAbsolutePath().normalize();
        this.disk = disk;
        this.capacityLimitBytes = capacityLimitBytes;
        this.quarantine = new QuarantineFolder(this, this.path.resolve("quarantine"), disk);
    }

    // Starting

    /** Locks the directory and reads whose it is. Nothing is changed in it yet, except that it exists. */
    void open() throws IOException {
        createWithParents(path);
        lock = DirectoryLock.acquire(path);
        Optional<DirectoryMarker> found = DirectoryMarker.read(path);
        if (found.isEmpty()) {
            refuseUnlessEmpty();
        }
        marker = found.orElse(null);
        key = KeyFile.read(path).orElse(null);
    }

    private void createWithParents(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            createWithParents(parentOf(directory));
            disk.createDirectory(directory);
            disk.forceDirectory(parentOf(directory));
        }
    }

    private void refuseUnlessEmpty() throws IOException {
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

    /** Makes the directory, durably, this node's. */
    void mark(DirectoryMarker newMarker) throws IOException {
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
        long inService = lengthOfFilesIn(chunks());
        long aside = lengthOfFilesIn(quarantine.path());
        quarantine.count(aside);
        synchronized (this) {
            usedBytes = inService + aside;
        }
    }

    private static long lengthOfFilesIn(Path folder) throws IOException {
        AtomicLong lengthBytes = new AtomicLong();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                lengthBytes.addAndGet(attributes.size());
                return FileVisitResult.CONTINUE;
            }
        });
        return lengthBytes.get();
    }

    void close() {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            LOG.warn("the lock of {} could not be given back", path, e);
        }
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

    /** Content if it belongs to the cluster already. */
    void adopt(ClusterId clusterId) throws IOException {
        DirectoryMarker current = marker;
        if (current != null && current.clusterId() == null) {
            mark(current.in(clusterId));
        }
    }

    boolean works() {
        return failure == null;
    }

    void fail(String reason) {
        if (failure == null) {
            failure = reason;
            LOG.error("data directory {} is no longer written to: {}", path, reason);
        }
    }

    /** Notices that the disk has gone away from under the directory, before something is written to what is there now. */
    void probe() {
        DirectoryMarker expected = marker;
        if (!works() || expected == null) {
            return;
        }
        try {
            Optional<DirectoryMarker> found = DirectoryMarker.read(path);
            if (found.isEmpty() || !found.get().directoryId().equals(expected.directoryId())) {
                fail("its marker %s is gone or another one: is the disk still mounted?"
                        .formatted(DirectoryMarker.FILE_NAME));
            }
        } catch (IOException | StartRefusedException e) {
            if (!isShortOfFileHandles(e)) {
                fail("its marker can't be read: " + e.getMessage());
            }
        }
    }

    StoreReport.Directory report() {
        try {
            Room room = room();
            return new StoreReport.Directory(
                    path.toString(),
                    room.capacityBytes(),
                    room.usedBytes(),
                    quarantine.lengthBytes(),
                    room.freeBytes(),
                    failure);
        } catch (IOException e) {
            fail("its size can't be read: " + e.getMessage());
            return new StoreReport.Directory(path.toString(), 0, 0, 0, 0, failure);
        }
    }

    // Room

    synchronized Room room() throws IOException {
        long totalBytes = disk.totalBytes(path);
        long capacityBytes = capacityLimitBytes == null ? totalBytes : Math.min(capacityLimitBytes, totalBytes);
        return new Room(capacityBytes, usedBytes, disk.usableBytes(path), promisedBytes);
    }

    /** Sets room aside for a file to come; false if there is not enough. */
    synchronized boolean reserve(long lengthBytes) throws IOException {
        if (lengthBytes > room().freeBytes()) {
            return false;
        }
        promisedBytes += lengthBytes;
        return true;
    }

    synchronized void release(long lengthBytes) {
        promisedBytes -= lengthBytes;
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

    /** A file name that nobody else writes to. */
    Path newTempFile(ChunkId chunkId) {
        return temp().resolve(chunkId + "." + tempFiles.incrementAndGet() + ".tmp");
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
        if (isFull(e)) {
            return new DfsException(
                    ErrorCode.NO_SPACE,
                    "%s failed: the disk is full: free some space on it, or write to another node".formatted(what),
                    e);
        }
        if (isShortOfFileHandles(e)) {
            return new DfsException(
                    ErrorCode.NODE_BUSY,
                    "%s failed: the node has as many open files as the system grants".formatted(what),
                    e);
        }
        fail("%s failed: %s".formatted(what, e));
        return new DfsException(
                ErrorCode.INTERNAL, "%s failed; the node goes on with its other directories".formatted(what), e);
    }

    /** Java has no type for this error; the file system's own words are all there is. */
    private static boolean isFull(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left on device") || message.contains("Disk quota exceeded");
    }

    /** The disk does not give bytes that it took: the directory has failed, the file is kept. */
    DfsException unreadable(Path file, IOException e) {
        if (!isShortOfFileHandles(e)) {
            fail("%s can't be read: %s".formatted(file, e));
        }
        return new DfsException(
                ErrorCode.UNAVAILABLE, "%s can't be read: %s".formatted(file.getFileName(), e.getMessage()), e);
    }

    static boolean isShortOfFileHandles(Exception e) {
        return String.valueOf(e.getMessage()).contains("Too many open files");
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
