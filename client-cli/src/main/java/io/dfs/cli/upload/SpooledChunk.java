package io.dfs.cli.upload;

import io.dfs.cli.transfer.LocalFileException;
import io.dfs.common.file.FilePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;

/** A chunk of a stream, kept in a temp file so that it can be sent again. */
record SpooledChunk(FilePath target, int index, FileChannel channel, long lengthBytes)
        implements ChunkSource, AutoCloseable {

    @Override
    public String origin() {
        return Origins.of(target, index);
    }

    @Override
    public InputStream open() {
        return new ChannelRegion(channel, "a temp file", 0, false);
    }

    /** No other process knows the file. */
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
