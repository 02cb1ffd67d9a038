package io.dfs.cli.download;

import io.dfs.cli.transfer.LocalFileException;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.HttpClients;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file in the making beside its target: {@code .NAME.dfs-part}, and for files of several extents a journal of those that
 * are done. What the journal says is checked again before it is believed, so neither needs an fsync before the end.
 */
final class PartFile implements AutoCloseable {

    private static final int MAX_NAME_BYTES = 255;
    private static final String SUFFIX = ".dfs-part";
    private static final String JOURNAL_SUFFIX = ".journal";

    private final Path target;
    private final Path part;
    private final FileChannel channel;
    private @Nullable PartJournal journal;

    private PartFile(Path target, Path part, FileChannel channel) {
        this.target = target;
        this.part = part;
        this.channel = channel;
    }

    /** Opens the part beside the target. Refuses while another download of the same target runs. */
    static PartFile open(Path target) {
        Path part = partOf(target);
        try {
            FileChannel channel = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!lock(channel)) {
                channel.close();
                throw new LocalFileException(
                        "%s is being downloaded already (%s is locked): wait for its end, or stop it"
                                .formatted(target, part));
            }
            return new PartFile(target, part, channel);
        } catch (IOException e) {
            throw LocalFileException.of("write", part, e);
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false; // another thread of this very process
        }
    }

    /** A long name leaves no room for the suffixes; a shorter one that is as much its own takes its place. */
    static Path partOf(Path target) {
        String name = String.valueOf(target.getFileName());
        String partName = "." + name + SUFFIX;
        if ((partName + JOURNAL_SUFFIX).getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            partName = ".%s%s-%d%s"
                    .formatted(Crc32c.of(bytes), Integer.toHexString(name.hashCode()), bytes.length, SUFFIX);
        }
        return target.resolveSibling(partName);
    }

    /** Goes on with what an earlier run has left of this version, or begins anew. */
    void resume(FileVersion version) {
        Path file = part.resolveSibling(part.getFileName() + JOURNAL_SUFFIX);
        journal = PartJournal.open(file, version);
        if (!journal.resumed()) {
            truncate();
        }
    }

    /** Begins anew, without a journal. */
    void begin() {
        truncate();
    }

    private void truncate() {
        try {
            channel.truncate(0);
        } catch (IOException e) {
            throw LocalFileException.of("write", part, e);
        }
    }

    /** Whether the extent's bytes are here already and right. */
    boolean has(Piece piece) {
        return journal != null
                && journal.has(piece.extent().position())
                && checksum(piece.fileOffset(), piece.lengthBytes())
                        .equals(piece.extent().crc32c());
    }

    void markVerified(Piece piece) {
        if (journal != null) {
            journal.add(piece.extent().position());
        }
    }

    void write(long offset, byte[] bytes, int from, int length) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
        try {
            for (long position = offset; buffer.hasRemaining(); ) {
                position += channel.write(buffer, position);
            }
        } catch (IOException e) {
            throw LocalFileException.of("write", part, e);
        }
    }

    private Crc32c checksum(long offset, long lengthBytes) {
        return checksum(channel, part, offset, lengthBytes);
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

    /** Whether the target is there and has these very bytes. */
    static boolean isSame(Path target, long lengthBytes, Crc32c crc32c) {
        try (FileChannel file = FileChannel.open(target, StandardOpenOption.READ)) {
            return file.size() == lengthBytes
                    && checksum(file, target, 0, lengthBytes).equals(crc32c);
        } catch (IOException _) {
            return false; // then it is in the way, and that is said by whoever asked
        }
    }

    /** Makes the part durable and gives it the target's name. */
    void finish(boolean overwrite) {
        try {
            channel.force(true);
            rename(overwrite);
            try (FileChannel directory = FileChannel.open(parent(), StandardOpenOption.READ)) {
                directory.force(true);
            }
        } catch (IOException e) {
            throw LocalFileException.of("write", target, e);
        }
        if (journal != null) {
            journal.delete();
        }
    }

    private Path parent() {
        Path parent = target.toAbsolutePath().getParent();
        return parent == null ? target : parent;
    }

    private void rename(boolean overwrite) throws IOException {
        if (overwrite) {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return;
        }
        try {
            // A link, unlike a rename, never replaces a file that came to be in the meantime.
            Files.createLink(target, part);
            Files.delete(part);
        } catch (FileAlreadyExistsException _) {
            throw alreadyExists(target);
        } catch (UnsupportedOperationException | FileSystemException _) {
            if (Files.exists(target)) {
                throw alreadyExists(target);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    static DfsException alreadyExists(Path target) {
        return new DfsException(
                ErrorCode.ALREADY_EXISTS,
                "%s exists and differs: give --overwrite to replace it, or another name".formatted(target));
    }

    /** Whether there is a journal, so that a later run can go on. */
    boolean isResumable() {
        return journal != null;
    }

    void discard() {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            throw LocalFileException.of("remove", part, e);
        }
        if (journal != null) {
            journal.delete();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw LocalFileException.of("close", part, e);
        }
        if (journal != null) {
            journal.close();
        }
    }
}
