package io.dfs.cli.upload;

import io.dfs.common.file.FilePath;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;

/** Uploads a stream of unknown length. Can't be resumed: the stream can't be read again. */
final class StreamUploader {

    private final UploadRun run;

    StreamUploader(UploadRun run) {
        this.run = run;
    }

    void upload(StreamSource source, FilePath target) {
        ConcurrentSkipListMap<Integer, SentChunk> sent = new ConcurrentSkipListMap<>();
        ChunkStream stream = new ChunkStream(source.in(), source.name(), target, run);
        for (SpooledChunk chunk = stream.next(); chunk != null; chunk = stream.next()) {
            start(chunk, sent);
        }
        run.slots().awaitAll();
        source.requireComplete();
        List<SentChunk> chunks = List.copyOf(sent.values());
        run.committer()
                .commit(
                        Commits.ofChunks(UUID.randomUUID(), target, stream.chunkSizeBytes(), run.options(), chunks),
                        Commits.receipts(chunks));
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
}
