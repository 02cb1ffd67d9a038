package io.dfs.cli.upload;

import io.dfs.cli.upload.UploadItem.LocalFile;
import io.dfs.common.api.MakeDirectoryRequest;
import io.dfs.common.error.DfsException;
import io.dfs.common.file.FilePath;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Takes items one after the other and keeps the slots busy with them. What fails alone does not stop the others. */
final class Uploader {

    private final UploadRun run;
    private final ExistingTargets existing;
    private final PackBuilder pack;
    private final Queue<LocalFile> secondTry = new ConcurrentLinkedQueue<>();

    Uploader(UploadRun run, ExistingTargets existing) {
        this.run = run;
        this.existing = existing;
        this.pack = new PackBuilder(
                run.options().chunkSizeBytes(), run.options().cluster().maxFilesPerCommit());
    }

    void upload(Iterator<UploadItem> items) {
        while (items.hasNext()) {
            upload(items.next());
        }
        flushPack();
        run.slots().awaitAll();
        for (LocalFile file = secondTry.poll(); file != null; file = secondTry.poll()) {
            new FileSending(run, file, this::fail).start();
        }
        run.slots().awaitAll();
    }

    private void upload(UploadItem item) {
        switch (item) {
            case LocalFile file -> upload(file);
            case UploadItem.EmptyDirectory directory -> run.slots().start(() -> makeDirectory(directory.target()));
            case UploadItem.Skipped skipped ->
                run.progress().warn("%s %s: skipped".formatted(skipped.path(), skipped.reason()));
            case UploadItem.Unreadable unreadable ->
                run.failures().add(unreadable.path().toString(), unreadable.failure());
        }
    }

    private void upload(LocalFile file) {
        UUID uploadId = run.journal().uploadId(file);
        if (run.journal().isCommitted(uploadId)) {
            run.progress().resumed(file.sizeBytes());
            run.results().addResumed();
            return;
        }
        boolean alone = file.sizeBytes() > run.options().packBelowBytes();
        if (!run.options().overwrite()) {
            try {
                alone |= existing.requireFree(file, run.journal().resumed());
            } catch (DfsException e) {
                if (!Committer.isAboutOneFile(e)) {
                    throw e;
                }
                fail(file, e);
                return;
            }
        }
        if (alone) {
            new FileSending(run, file, this::failOrTryAgain).start();
        } else {
            addToPack(file);
        }
    }

    private void addToPack(LocalFile file) {
        if (!pack.fits(file)) {
            flushPack();
        }
        pack.add(file);
    }

    /** A single file gains nothing from a pack around it. */
    private void flushPack() {
        List<LocalFile> files = pack.take();
        if (files.size() == 1) {
            new FileSending(run, files.getFirst(), this::failOrTryAgain).start();
        } else if (!files.isEmpty()) {
            run.slots().start(new PackSending(run, files));
        }
    }

    private void makeDirectory(FilePath path) {
        try {
            run.metadata().makeDirectory(new MakeDirectoryRequest(path, true));
        } catch (DfsException e) {
            switch (e.code()) {
                case NOT_A_DIRECTORY, IS_A_DIRECTORY, ALREADY_EXISTS, INVALID_PATH ->
                    run.failures().add(path.toString(), e);
                default -> throw e;
            }
        }
    }

    private void failOrTryAgain(LocalFile file, RuntimeException failure) {
        if (failure instanceof DfsException e && Committer.isAboutReceipts(e)) {
            secondTry.add(file);
        } else {
            fail(file, failure);
        }
    }

    private void fail(LocalFile file, RuntimeException failure) {
        run.failures().add(file.path().toString(), failure);
    }
}
