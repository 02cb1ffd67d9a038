package io.dfs.cli.download;

import io.dfs.cli.download.ByteRange.Span;
import io.dfs.cli.download.FileVersion.FileChanged;
import io.dfs.cli.transfer.LocalFileException;
import io.dfs.common.api.FileLocations;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * One file into a stream, in order. A few segments are fetched ahead into memory, each checked before its first byte
 * leaves.
 */
final class StreamDownload {

    private static final int MAX_AHEAD = 8;

    private final DownloadRun run;
    private final FilePath path;
    private final @Nullable ByteRange range;

    StreamDownload(DownloadRun run, FilePath path, @Nullable ByteRange range) {
        this.run = run;
        this.path = path;
        this.range = range;
    }

    /** @param name of the stream, for messages */
    void copyTo(OutputStream out, String name) {
        try {
            FileLocations first = Spans.first(run.metadata(), path, range);
            FileVersion version = FileVersion.of(first);
            Span span = Spans.of(version, range);
            run.progress().expect(span.lengthBytes());
            copy(version, new Segments(new Locations(run.metadata(), first, span)), out, name);
            run.files().incrementAndGet();
        } catch (FileChanged e) {
            throw new DfsException(
                    ErrorCode.VERSION_MISMATCH,
                    "%s was overwritten while it was read; what was printed is a part of the old version"
                            .formatted(path),
                    e);
        }
    }

    private void copy(FileVersion version, Iterator<Piece> segments, OutputStream out, String name) {
        Deque<FutureTask<byte[]>> ahead = new ArrayDeque<>();
        try {
            while (segments.hasNext() || !ahead.isEmpty()) {
                while (segments.hasNext() && ahead.size() < Math.min(run.parallel(), MAX_AHEAD)) {
                    ahead.add(start(version, segments.next()));
                }
                write(await(ahead.remove()), out, name);
            }
        } finally {
            ahead.forEach(task -> task.cancel(true));
        }
    }

    private FutureTask<byte[]> start(FileVersion version, Piece segment) {
        FutureTask<byte[]> task = new FutureTask<>(() -> {
            byte[] bytes = new byte[Math.toIntExact(segment.lengthBytes())];
            run.fetcher()
                    .fetch(
                            version,
                            segment,
                            (offset, read, from, length) ->
                                    System.arraycopy(read, from, bytes, Math.toIntExact(offset), length));
            return bytes;
        });
        Thread.ofVirtual().start(task);
        return task;
    }

    private static byte[] await(FutureTask<byte[]> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("reading a segment failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DfsException(ErrorCode.UNAVAILABLE, "interrupted", e);
        }
    }

    private void write(byte[] bytes, OutputStream out, String name) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw LocalFileException.of("write", name, e);
        }
        run.bytes().addAndGet(bytes.length);
        run.progress().done(bytes.length);
    }
}
