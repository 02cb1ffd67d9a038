package io.dfs.cli.upload;

import io.dfs.cli.transfer.LocalFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The bytes of a file from {@code position} on, read by position, so that regions of one channel don't disturb each other. */
final class ChannelRegion extends InputStream {

    private final FileChannel channel;
    private final Object name;
    private final boolean owned;
    private long position;

    /** @param owned whether closing the region closes the channel */
    ChannelRegion(FileChannel channel, Object name, long position, boolean owned) {
        this.channel = channel;
        this.name = name;
        this.position = position;
        this.owned = owned;
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
    public void close() throws IOException {
        if (owned) {
            channel.close();
        }
    }
}
