package io.dfs.cli.download;

import io.dfs.cli.download.JournalLine.Part;
import io.dfs.cli.transfer.LocalFileException;
import io.dfs.cli.transfer.UnfinishedName;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.HttpClients;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file in the making. It lies in a directory of its own beside its target, so that it can get the target's name by a rename:
 * made by this download, private, with a name that no one can guess, so that it is never a file of someone else, nor one of the
 * store's. Two downloads of one target each have their own. What an earlier run has left is found again by the journal, and what
 * the journal says is checked again before it is believed.
 */
final class PartFile implements AutoCloseable {

    private static final String NAME = "data";

    private static final Set<OpenOption> CREATE = Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);

    private static final Set<OpenOption> CONTINUE =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final Path target;
    private final DownloadJournal journal;
    private final Part part;
    private final FileChannel channel;

    private PartFile(Path target, DownloadJournal journal, Part part, FileChannel channel) {
        this.target = target;
        this.journal = journal;
        this.part = part;
        this.channel = channel;
    }

    /**
     * Continues what an earlier run has left of this version, or begins.
     *
     * @param target absolute; its directory exists
     * @param version null for a part that no later run continues
     */
    static PartFile open(Path target, DownloadJournal journal, @Nullable FileVersion version) {
        Part left = journal.partOf(target).orElse(null);
        if (left != null) {
            PartFile continued =
                    version != null && version.equals(left.version()) ? reopen(target, journal, left) : null;
            if (continued != null) {
                return continued;
            }
            removeLeft(journal, left);
        }
        return create(target, journal, journal.mayKeep() ? version : null);
    }

    private static @Nullable PartFile reopen(Path target, DownloadJournal journal, Part left) {
        Path directory = Path.of(left.directory());
        if (!Inodes.isDirectory(directory, left.inode())) {
            return null;
        }
        try {
            Path data = directory.resolve(NAME);
            // With a second name it is a finished target already, or a file of someone else's: not to be written into.
            return Inodes.hasOneName(data)
                    ? new PartFile(target, journal, left, FileChannel.open(data, CONTINUE))
                    : null;
        } catch (IOException _) {
            return null; // What can't be continued is fetched again.
        }
    }

    private static PartFile create(Path target, DownloadJournal journal, @Nullable FileVersion version) {
        Path directory = target.resolveSibling(UnfinishedName.next());
        try {
            Files.createDirectory(directory, ownerOnly(directory));
        } catch (IOException e) {
            throw LocalFileException.of("make a directory for the unfinished file beside", target, e);
        }
        Part part = new Part(directory.toString(), Inodes.of(directory), target.toString(), version);
        journal.add(part);
        try {
            return new PartFile(target, journal, part, FileChannel.open(directory.resolve(NAME), CREATE));
        } catch (IOException e) {
            removeLeft(journal, part); // a later run would find nothing to continue
            throw LocalFileException.of("make an unfinished file beside", target, e);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path directory) {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Removes what an earlier run has left, if it is still what that run made. */
    static void removeLeft(DownloadJournal journal, Part left) {
        Path directory = Path.of(left.directory());
        if (Inodes.isDirectory(directory, left.inode())) {
            remove(directory);
        }
        journal.ended(left);
    }

    private static void remove(Path directory) {
        try {
            Files.deleteIfExists(directory.resolve(NAME));
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw LocalFileException.of("remove", directory, e);
        }
    }

    /** Whether the extent's bytes are here already and right. */
    boolean has(Piece piece) {
        return journal.isDone(part, piece.extent().position())
                && checksum(channel, dataFile(), piece.fileOffset(), piece.lengthBytes())
                        .equals(piece.extent().crc32c());
    }

    void markVerified(Piece piece) {
        if (isResumable()) {
            journal.done(part, piece.extent().position());
        }
    }

    void write(long offset, byte[] bytes, int from, int length) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
        try {
            for (long position = offset; buffer.hasRemaining(); ) {
                position += channel.write(buffer, position);
            }
        } catch (IOException e) {
            throw LocalFileException.of("write", dataFile(), e);
        }
    }

    private static Crc32c checksum(FileChannel file, Path name, long offset, long lengthBytes) {
        ByteBuffer buffer = ByteBuffer.allocate(HttpClients.BUFFER_SIZE_BYTES);
        CRC32C crc = new CRC32C();
        try {
            for (long rest = lengthBytes; rest > 0; ) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), rest));
                int read = file.read(buffer, offset + lengthBytes - rest);
                if (read < 0) {
                    break;
                }
                crc.update(buffer.flip());
                rest -= read;
            }
        } catch (IOException e) {
            throw LocalFileException.of("read", name, e);
        }
        return Crc32c.of(crc);
    }

    /** Whether the file has these very bytes. */
    static boolean isSame(Path file, long lengthBytes, Crc32c crc32c) {
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.READ)) {
            return open.size() == lengthBytes
                    && checksum(open, file, 0, lengthBytes).equals(crc32c);
        } catch (IOException _) {
            return false; // then it is in the way, and that is for the caller to say
        }
    }

    /**
     * Makes the part durable and gives it the target's name.
     *
     * @return false, with the part as it was, if the target has come to exist and may not be overwritten
     */
    boolean finish(long lengthBytes, boolean overwrite) {
        try {
            setLength(lengthBytes);
            channel.force(true);
            if (!rename(overwrite)) {
                return false;
            }
            try (FileChannel directory = FileChannel.open(parent(), StandardOpenOption.READ)) {
                directory.force(true);
            }
        } catch (IOException e) {
            throw LocalFileException.of("write", target, e);
        }
        discard();
        return true;
    }

    /** Nothing that an earlier run may have left behind the end becomes part of the file. */
    private void setLength(long lengthBytes) throws IOException {
        if (channel.size() < lengthBytes) {
            throw new IOException("it has %d bytes and should have %d: did another program change it?"
                    .formatted(channel.size(), lengthBytes));
        }
        channel.truncate(lengthBytes);
    }

    private Path parent() {
        Path parent = target.getParent();
        return parent == null ? target : parent;
    }

    private boolean rename(boolean overwrite) throws IOException {
        if (overwrite) {
            LocalTarget.requireReplaceable(target);
            Files.move(dataFile(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        }
        try {
            // A link, unlike a rename, never replaces a file that came to be in the meantime.
            Files.createLink(target, dataFile());
        } catch (FileAlreadyExistsException _) {
            return false;
        } catch (UnsupportedOperationException | FileSystemException _) {
            return moveToReservedName();
        }
        return true;
    }

    /** Where the file system has no hard links: a rename replaces, so the name is taken first by a file that may be replaced. */
    private boolean moveToReservedName() throws IOException {
        try {
            Files.createFile(target);
        } catch (FileAlreadyExistsException _) {
            return false;
        }
        try {
            Files.move(dataFile(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(target);
            throw e;
        }
        return true;
    }

    static DfsException alreadyExists(Path target) {
        return new DfsException(
                ErrorCode.ALREADY_EXISTS,
                "%s exists and differs: give --overwrite to replace it, or another name".formatted(target));
    }

    /** Whether a later run can continue it. */
    boolean isResumable() {
        return part.version() != null;
    }

    /** Removes the private directory with what is in it. */
    void discard() {
        close(); // network file systems keep a file that is open, under another name
        removeLeft(journal, part);
    }

    private Path dataFile() {
        return Path.of(part.directory()).resolve(NAME);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw LocalFileException.of("close", dataFile(), e);
        }
    }
}
