package io.dfs.cli.upload;

import io.dfs.cli.transfer.LocalFileException;
import io.dfs.cli.upload.UploadItem.LocalFile;
import io.dfs.common.error.DfsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** One file whose size tells nothing: it is read once, to its end, and stored as it came. One chunk at a time. */
final class UnsizedFileSending implements Runnable {

    private final UploadRun run;
    private final LocalFile file;
    private final BiConsumer<LocalFile, RuntimeException> failed;

    /** @param failed told if the file can't be stored though the cluster works */
    UnsizedFileSending(UploadRun run, LocalFile file, BiConsumer<LocalFile, RuntimeException> failed) {
        this.run = run;
        this.file = file;
        this.failed = failed;
    }

    @Override
    public void run() {
        try (InputStream in = Files.newInputStream(file.path(), LinkOption.NOFOLLOW_LINKS)) {
            send(in);
        } catch (IOException e) {
            failed.accept(file, LocalFileException.of("read", file.path(), e));
        } catch (LocalFileException e) {
            failed.accept(file, e);
        } catch (DfsException e) {
            if (!Committer.isAboutOneFile(e) && !Committer.isAboutReceipts(e)) {
                throw e;
            }
            failed.accept(file, e);
        }
    }

    private void send(InputStream in) {
        ChunkStream stream = new ChunkStream(in, file.path().toString(), file.target(), run);
        List<SentChunk> sent = new ArrayList<>();
        for (SpooledChunk chunk = stream.next(); chunk != null; chunk = stream.next()) {
            try (SpooledChunk part = chunk) {
                run.progress().expect(part.lengthBytes());
                sent.add(run.sender().send(part, 1));
                run.progress().done(part.lengthBytes());
            }
        }
        run.committer()
                .commit(
                        Commits.ofChunks(
                                run.journal().uploadId(file),
                                file.target(),
                                stream.chunkSizeBytes(),
                                run.options(),
                                sent),
                        Commits.receipts(sent));
    }
}
