package io.dfs.cli.upload;

import io.dfs.cli.transfer.LocalFileException;
import io.dfs.cli.upload.UploadItem.LocalFile;
import io.dfs.common.api.ExtentCommit;
import io.dfs.common.api.FileCommit;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One file that has chunks of its own. Its chunks are sent in parallel; whoever sends the last one commits. */
final class FileSending {

    private final UploadRun run;
    private final LocalFile file;
    private final UUID uploadId;
    private final ChunkPlan plan;
    private final BiConsumer<LocalFile, RuntimeException> failed;
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
        this.chunks = new @Nullable SentChunk[plan.chunkCount()];
    }

    /** Returns when the last chunk has been handed to a slot. */
    void start() {
        List<Integer> wanted = adoptSentChunks();
        missing = wanted.size();
        if (wanted.isEmpty()) {
            run.slots().start(this::commit);
            return;
        }
        for (int i = 0; i < wanted.size(); i++) {
            if (isOver()) {
                return;
            }
            int index = wanted.get(i);
            int upcoming = wanted.size() - i;
            run.slots().start(() -> send(index, upcoming));
        }
    }

    /** Takes over what an earlier run has sent; returns the indexes of the other chunks. */
    private List<Integer> adoptSentChunks() {
        Map<Integer, SentChunk> sent = run.journal().chunksOf(uploadId);
        List<Integer> wanted = new ArrayList<>();
        for (int index = 0; index < chunks.length; index++) {
            SentChunk chunk = sent.get(index);
            if (chunk != null && chunk.lengthBytes() == plan.lengthOf(index)) {
                chunks[index] = chunk;
                run.progress().resumed(chunk.lengthBytes());
                run.results().addResumedBytes(chunk.lengthBytes());
            } else {
                wanted.add(index);
            }
        }
        return wanted;
    }

    private void send(int index, int upcoming) {
        if (isOver()) {
            return;
        }
        try {
            SentChunk sent = run.sender()
                    .send(new FileRegion(file, index, plan.offsetOf(index), plan.lengthOf(index)), upcoming);
            run.journal().addChunk(uploadId, index, sent);
            run.progress().done(sent.lengthBytes());
            if (complete(index, sent)) {
                commit();
            }
        } catch (LocalFileException e) {
            fail(e);
        }
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
            file.requireUnchanged();
            run.committer().commit(toCommit(), receipts());
        } catch (LocalFileException e) {
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

    private FileCommit toCommit() {
        List<ExtentCommit> extents = new ArrayList<>(chunks.length);
        Crc32c whole = Crc32c.EMPTY;
        for (SentChunk chunk : sentChunks()) {
            extents.add(new ExtentCommit(chunk.chunkId(), 0, chunk.lengthBytes(), chunk.crc32c()));
            whole = whole.append(chunk.crc32c(), chunk.lengthBytes());
        }
        return Commits.of(
                uploadId, file.target(), file.sizeBytes(), whole, plan.chunkSizeBytes(), run.options(), extents);
    }

    private List<String> receipts() {
        return sentChunks().stream().flatMap(chunk -> chunk.receipts().stream()).toList();
    }

    private synchronized List<SentChunk> sentChunks() {
        List<SentChunk> sent = new ArrayList<>(chunks.length);
        for (SentChunk chunk : chunks) {
            sent.add(Objects.requireNonNull(chunk));
        }
        return sent;
    }
}
