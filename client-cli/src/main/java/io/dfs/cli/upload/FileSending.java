package io.dfs.cli.upload;

import io.dfs.cli.transfer.LocalFileException;
import io.dfs.cli.upload.UploadItem.LocalFile;
import io.dfs.common.api.FileCommit;
import io.dfs.common.error.DfsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One file that has chunks of its own. Its chunks are sent in parallel; the task that sends the last one commits. */
final class FileSending {

    private final UploadRun run;
    private final LocalFile file;
    private final UUID uploadId;
    private final ChunkPlan plan;
    private final BiConsumer<LocalFile, RuntimeException> failed;
    private final Map<Integer, SentChunk> journalled;
    private final @Nullable SentChunk[] chunks;
    private int missing;
    private boolean over;

    /** @param failed told at most once, when the file can't be stored though the cluster works */
    FileSending(UploadRun run, LocalFile file, BiConsumer<LocalFile, RuntimeException> failed) {
        this.run = run;
        this.file = file;
        this.failed = failed;
        this.uploadId = run.journal().uploadId(file);
        this.plan = run.options().plan(file.sizeBytes());
        this.journalled = run.journal().chunksOf(uploadId);
        this.chunks = new @Nullable SentChunk[plan.chunkCount()];
        this.missing = chunks.length;
    }

    /** Returns when the last chunk has been handed to a slot. */
    void start() {
        if (chunks.length == 0) {
            run.slots().start(this::commit);
            return;
        }
        for (int i = 0; i < chunks.length && !isOver(); i++) {
            int index = i;
            run.slots().start(() -> adoptOrSend(index));
        }
    }

    private void adoptOrSend(int index) {
        if (isOver()) {
            return;
        }
        try {
            FileRegion region = file.region(index, plan.offsetOf(index), plan.lengthOf(index));
            SentChunk earlier = journalled.get(index);
            SentChunk chunk = earlier != null && isStillOf(region, earlier) ? adopt(earlier) : send(region);
            if (complete(index, chunk)) {
                commit();
            }
        } catch (LocalFileException | UnreliableSizeException e) {
            fail(e);
        }
    }

    private static boolean isStillOf(FileRegion region, SentChunk chunk) {
        return chunk.lengthBytes() == region.lengthBytes() && chunk.crc32c().equals(region.checksum());
    }

    /** What an earlier run has sent, and the file still has. */
    private SentChunk adopt(SentChunk chunk) {
        run.progress().resumed(chunk.lengthBytes());
        run.results().addResumedBytes(chunk.lengthBytes());
        return chunk;
    }

    private SentChunk send(FileRegion region) {
        SentChunk sent = run.sender().send(region, chunks.length - region.index());
        run.journal().addChunk(uploadId, region.index(), sent);
        run.progress().done(sent.lengthBytes());
        return sent;
    }

    private synchronized boolean complete(int index, SentChunk sent) {
        chunks[index] = sent;
        return --missing == 0 && !over;
    }

    private synchronized boolean isOver() {
        return over;
    }

    private void fail(RuntimeException failure) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        failed.accept(file, failure);
    }

    private void commit() {
        try {
            List<SentChunk> sent = sentChunks();
            requireOneState(sent);
            run.committer().commit(toCommit(sent), Commits.receipts(sent));
        } catch (LocalFileException | UnreliableSizeException e) {
            fail(e);
        } catch (DfsException e) {
            if (Committer.isAboutReceipts(e)) {
                run.journal().forgetChunks(uploadId);
            } else if (!Committer.isAboutOneFile(e)) {
                throw e;
            }
            fail(e);
        }
    }

    /**
     * Fails unless what was sent is what the file had at one moment. Where the file has changed since the walk, a second reading
     * tells: every byte of the first one was read before it began, so if both agree, the bytes were all there at that moment. So a log
     * that only grows is stored as it was at the beginning.
     */
    private void requireOneState(List<SentChunk> sent) {
        boolean more = file.hasMore();
        if (file.isUnchanged()) {
            if (more) {
                throw new UnreliableSizeException(file);
            }
            return;
        }
        file.requireNotReplaced();
        for (int index = 0; index < sent.size(); index++) {
            FileRegion region = file.region(index, plan.offsetOf(index), plan.lengthOf(index));
            if (!region.checksum().equals(sent.get(index).crc32c())) {
                throw file.changed();
            }
        }
        file.requireNotReplaced();
    }

    private FileCommit toCommit(List<SentChunk> sent) {
        return Commits.ofChunks(uploadId, file.target(), plan.chunkSizeBytes(), run.options(), sent);
    }

    private synchronized List<SentChunk> sentChunks() {
        List<SentChunk> sent = new ArrayList<>(chunks.length);
        for (SentChunk chunk : chunks) {
            sent.add(Objects.requireNonNull(chunk));
        }
        return sent;
    }
}
