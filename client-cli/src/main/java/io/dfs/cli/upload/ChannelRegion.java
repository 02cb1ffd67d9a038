package io.dfs.cli.upload;

import io.dfs.cli.transfer.LocalFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The bytes of a file from {@code position} on. It owns the channel. */
final class ChannelRegion extends InputStream {

    private final FileChannel channel;
    private final Object name;
    private long position;

    ChannelRegion(FileChannel channel, Object name, long position) {
        this.channel = channel;
        this.name = name;
        this.position = position;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        try {
            int read = channel.read(ByteBuffer.wrap(bytes, offset, length), position);
            position += Math.max(0, read);
            return read;
        } catch (IOException e) {
            throw LocalFileException.of("read", name, e);
        }
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = Math.clamp(count, 0, Math.max(0, channel.size() - position));
        position += skipped;
        return skipped;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
