package io.dfs.cli.upload;

import io.dfs.common.file.FilePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * The parts of a POSIX tar file (pax), so that anybody can open a packed chunk with {@code tar}.
 *
 * <pre>
 *   header | data | padding to 512 || header | data | padding || … || two blocks of zeros
 * </pre>
 */
final class TarFormat {

    static final int BLOCK_BYTES = 512;
    static final int TRAILER_BYTES = 2 * BLOCK_BYTES;

    /** What eleven octal digits hold; times beyond would need another header. */
    private static final long MAX_SECONDS = (1L << 33) - 1;

    private TarFormat() {}

    /** The header blocks of a file: one, or more for names that are long or not ASCII. */
    static byte[] header(FilePath path, FileState state) {
        TarArchiveEntry entry = new TarArchiveEntry(path.toString().substring(1), true);
        entry.setSize(state.sizeBytes());
        long seconds = Math.clamp(TimeUnit.NANOSECONDS.toSeconds(state.modifiedNanos()), 0, MAX_SECONDS);
        entry.setLastModifiedTime(FileTime.from(seconds, TimeUnit.SECONDS));
        entry.setMode(0100644);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(3 * BLOCK_BYTES);
        try {
            // Never closed: only its headers are wanted, and it holds nothing but the array.
            TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name());
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            tar.putArchiveEntry(entry);
            tar.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    static int paddingBytes(long sizeBytes) {
        return (int) (-sizeBytes & (BLOCK_BYTES - 1));
    }
}
