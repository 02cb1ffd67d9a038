package io.dfs.cli.upload;

import io.dfs.cli.transfer.LocalFileException;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.HttpClients;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import org.jspecify.annotations.Nullable;

/** Cuts a stream into chunks, each of which waits in a temp file until it is sent. Not thread-safe. */
final class ChunkStream {

    private final InputStream in;
    private final String name;
    private final FilePath target;
    private final StreamPlan plan;
    private final Spool spool;
    private final byte[] buffer = new byte[HttpClients.BUFFER_SIZE_BYTES];
    private int index;
    private boolean ended;

    /** @param name of the stream, for errors */
    ChunkStream(InputStream in, String name, FilePath target, UploadRun run) {
        this.in = in;
        this.name = name;
        this.target = target;
        this.plan = StreamPlan.of(run.options());
        this.spool = run.spool();
    }

    /** The next chunk, for the caller to close; null at the end. */
    @Nullable
    SpooledChunk next() {
        if (ended) {
            return null;
        }
        long maxBytes = plan.sizeOf(index);
        SpooledChunk chunk = spool(maxBytes);
        ended = chunk.lengthBytes() < maxBytes;
        if (chunk.lengthBytes() == 0) {
            chunk.close();
            return null;
        }
        if (index >= plan.maxChunks()) {
            chunk.close();
            throw plan.tooLong(name);
        }
        index++;
        return chunk;
    }

    /** What the file that the chunks up to here make up has for its chunk size. */
    long chunkSizeBytes() {
        return plan.chunkSizeOf(index);
    }

    private SpooledChunk spool(long maxBytes) {
        try {
            RandomAccessFile file = spool.create();
            try {
                return new SpooledChunk(target, index, file, copy(file, maxBytes));
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        } catch (IOException e) {
            throw spool.failure(name, maxBytes, e);
        }
    }

    private long copy(RandomAccessFile file, long maxBytes) throws IOException {
        long copied = 0;
        while (copied < maxBytes) {
            int read = read((int) Math.min(buffer.length, maxBytes - copied));
            if (read == 0) {
                break;
            }
            file.write(buffer, 0, read);
            copied += read;
        }
        return copied;
    }

    private int read(int length) {
        try {
            return in.readNBytes(buffer, 0, length);
        } catch (IOException e) {
            throw LocalFileException.of("read", name, e);
        }
    }
}
