package io.dfs.cli.upload;

import io.dfs.cli.transfer.LocalFileException;
import io.dfs.common.file.FilePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;

/** A chunk of a stream, kept in a temp file so that it can be sent again. */
record SpooledChunk(FilePath target, int index, RandomAccessFile file, long lengthBytes)
        implements ChunkSource, AutoCloseable {

    private static final String NAME = "a temp file";

    @Override
    public String origin() {
        return Origins.of(target, index);
    }

    @Override
    public InputStream open() {
        return new Reading(file);
    }

    /** No other process knows the file. */
    @Override
    public void requireUnchanged() {}

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw LocalFileException.of("close", NAME, e);
        }
    }

    /** One of several at a time, each with a position of its own. */
    private static final class Reading extends InputStream {

        private final RandomAccessFile file;
        private long position;

        Reading(RandomAccessFile file) {
            this.file = file;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            synchronized (file) {
                try {
                    file.seek(position);
                    int read = file.read(bytes, offset, length);
                    position += Math.max(0, read);
                    return read;
                } catch (IOException e) {
                    throw LocalFileException.of("read", NAME, e);
                }
            }
        }
    }
}
