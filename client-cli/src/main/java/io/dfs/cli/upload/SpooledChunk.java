package io.dfs.cli.upload;

import io.dfs.cli.transfer.LocalFileException;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.HttpClients;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A chunk of a stream, kept in a temp file so that it can be sent again. */
final class SpooledChunk implements ChunkSource, AutoCloseable {

    private final FilePath target;
    private final int index;
    private final FileChannel channel;
    private final long lengthBytes;

    private SpooledChunk(FilePath target, int index, FileChannel channel, long lengthBytes) {
        this.target = target;
        this.index = index;
        this.channel = channel;
        this.lengthBytes = lengthBytes;
    }

    /** Takes up to {@code maxBytes} of the stream; fewer only at its end. */
    static SpooledChunk spool(InputStream in, long maxBytes, FilePath target, int index) {
        try {
            Path file = Files.createTempFile("dfs-stdin-", ".chunk");
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            // Without a name at once, so that nothing stays behind when this process is killed.
            Files.deleteIfExists(file);
            try {
                return new SpooledChunk(target, index, channel, copy(in, channel, maxBytes));
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw LocalFileException.of("keep", "a chunk of standard input in a temp file", e);
        }
    }

    private static long copy(InputStream in, FileChannel channel, long maxBytes) throws IOException {
        byte[] buffer = new byte[HttpClients.BUFFER_SIZE_BYTES];
        long copied = 0;
        while (copied < maxBytes) {
            int read = in.readNBytes(buffer, 0, (int) Math.min(buffer.length, maxBytes - copied));
            if (read == 0) {
                break;
            }
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            copied += read;
        }
        return copied;
    }

    int index() {
        return index;
    }

    @Override
    public long lengthBytes() {
        return lengthBytes;
    }

    @Override
    public String origin() {
        return Origins.of(target, index);
    }

    @Override
    public InputStream open() {
        return new ChannelRegion(channel, "a temp file", 0, false);
    }

    /** Nobody else knows the file. */
    @Override
    public void requireUnchanged() {}

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw LocalFileException.of("close", "a temp file", e);
        }
    }
}
