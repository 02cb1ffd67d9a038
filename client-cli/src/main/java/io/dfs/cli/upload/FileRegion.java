package io.dfs.cli.upload;

import io.dfs.cli.transfer.LocalFileException;
import io.dfs.cli.upload.UploadItem.LocalFile;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.http.HttpClients;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** A chunk that is a piece of one file. */
record FileRegion(LocalFile file, int index, long offset, long lengthBytes) implements ChunkSource {

    @Override
    public String origin() {
        return Origins.of(file.target(), index);
    }

    /** Of the file itself: a link that has taken its name since the walk is not followed. */
    @Override
    public InputStream open() {
        try {
            FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            return new ChannelRegion(channel, file.path(), offset);
        } catch (IOException e) {
            throw LocalFileException.of("read", file.path(), e);
        }
    }

    /** The exact proof comes with the whole file, before its commit. */
    @Override
    public void requireUnchanged() {
        file.requireNotReplaced();
    }

    @Override
    public RuntimeException endedEarly() {
        return file.isUnchanged() ? new UnreliableSizeException(file) : file.changed();
    }

    /** Of the bytes as they are now; of fewer if the file has become shorter. */
    Crc32c checksum() {
        CRC32C crc = new CRC32C();
        byte[] buffer = new byte[HttpClients.BUFFER_SIZE_BYTES];
        try (InputStream in = open()) {
            long rest = lengthBytes;
            while (rest > 0) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, rest));
                if (read < 0) {
                    break;
                }
                crc.update(buffer, 0, read);
                rest -= read;
            }
        } catch (IOException e) {
            throw LocalFileException.of("read", file.path(), e);
        }
        return Crc32c.of(crc);
    }
}
