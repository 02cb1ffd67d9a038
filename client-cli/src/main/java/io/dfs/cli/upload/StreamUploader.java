package io.dfs.cli.upload;

import io.dfs.common.api.ExtentCommit;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.size.ByteSize;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;

/** Uploads a stream of unknown length. Can't be resumed: the stream can't be read again. */
final class StreamUploader {

    private final UploadRun run;

    StreamUploader(UploadRun run) {
        this.run = run;
    }

    void upload(InputStream in, FilePath target) {
        ConcurrentSkipListMap<Integer, SentChunk> sent = new ConcurrentSkipListMap<>();
        long chunkSize = run.options().chunkSizeBytes();
        for (int index = 0; ; index++) {
            SpooledChunk chunk = SpooledChunk.spool(in, chunkSize, target, index);
            if (chunk.lengthBytes() == 0) {
                chunk.close();
                break;
            }
            if (index >= run.options().cluster().maxExtentsPerFile()) {
                chunk.close();
                throw tooLong(chunkSize);
            }
            start(chunk, sent);
            if (chunk.lengthBytes() < chunkSize) {
                break;
            }
        }
        run.slots().awaitAll();
        commit(target, List.copyOf(sent.values()));
    }

    private void start(SpooledChunk chunk, ConcurrentSkipListMap<Integer, SentChunk> sent) {
        run.progress().expect(chunk.lengthBytes());
        try {
            run.slots().start(() -> {
                try (chunk) {
                    sent.put(
                            chunk.index(),
                            run.sender().send(chunk, run.options().parallel()));
                    run.progress().done(chunk.lengthBytes());
                }
            });
        } catch (RuntimeException e) {
            chunk.close();
            throw e;
        }
    }

    private void commit(FilePath target, List<SentChunk> chunks) {
        List<ExtentCommit> extents = new ArrayList<>(chunks.size());
        Crc32c whole = Crc32c.EMPTY;
        long length = 0;
        for (SentChunk chunk : chunks) {
            extents.add(new ExtentCommit(chunk.chunkId(), 0, chunk.lengthBytes(), chunk.crc32c()));
            whole = whole.append(chunk.crc32c(), chunk.lengthBytes());
            length += chunk.lengthBytes();
        }
        run.committer()
                .commit(
                        Commits.of(
                                UUID.randomUUID(),
                                target,
                                length,
                                whole,
                                run.options().chunkSizeBytes(),
                                run.options(),
                                extents),
                        chunks.stream()
                                .flatMap(chunk -> chunk.receipts().stream())
                                .toList());
    }

    private DfsException tooLong(long chunkSize) {
        return new DfsException(
                ErrorCode.TOO_LARGE,
                "standard input is longer than %d chunks of %s: give a larger --chunk-size"
                        .formatted(run.options().cluster().maxExtentsPerFile(), ByteSize.format(chunkSize)));
    }
}
