package io.dfs.cli.upload;

import io.dfs.cli.transfer.LocalFileException;
import io.dfs.cli.upload.UploadItem.LocalFile;
import io.dfs.common.api.EntryKind;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.MakeDirectoryRequest;
import io.dfs.common.error.DfsException;
import io.dfs.common.file.FilePath;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Takes items one after the other and keeps the slots busy with them. What fails alone does not stop the others. */
final class Uploader {

    private final UploadRun run;
    private final ExistingTargets existing;
    private final PackBuilder pack;
    private long links;
    private @Nullable Path firstLink;
    private final Queue<LocalFile> secondTry = new ConcurrentLinkedQueue<>();

    /** Files that an earlier run committed and that the store no longer has so. Emptied at every step of the walk. */
    private final Queue<LocalFile> unproven = new ConcurrentLinkedQueue<>();

    Uploader(UploadRun run, ExistingTargets existing) {
        this.run = run;
        this.existing = existing;
        this.pack = new PackBuilder(
                run.options().chunkSizeBytes(), run.options().cluster().maxFilesPerCommit());
    }

    void upload(Iterator<UploadItem> items) {
        while (items.hasNext()) {
            upload(items.next());
            uploadUnproven();
        }
        tellLinks();
        run.slots().awaitAll();
        uploadUnproven();
        flushPack();
        run.slots().awaitAll();
        for (LocalFile file = secondTry.poll(); file != null; file = secondTry.poll()) {
            new FileSending(run, file, this::fail).start();
        }
        run.slots().awaitAll();
    }

    private void upload(UploadItem item) {
        switch (item) {
            case LocalFile file
            when run.journal().hasCommitted(file) -> run.slots().start(() -> prove(file));
            case LocalFile file -> upload(file);
            case UploadItem.EmptyDirectory directory -> run.slots().start(() -> makeDirectory(directory.target()));
            case UploadItem.Link link -> noteLink(link.path());
            case UploadItem.Skipped skipped ->
                run.progress().warn("%s %s: skipped".formatted(skipped.path(), skipped.reason()));
            case UploadItem.Unreadable unreadable ->
                run.failures().add(unreadable.path().toString(), unreadable.failure());
        }
    }

    /** The journal says that the file was committed: whether it is there only the store can tell. */
    private void prove(LocalFile file) {
        if (run.journal().isProvenBy(file, ExistingTargets.stat(run.metadata(), file.target()))) {
            skip(file);
        } else {
            unproven.add(file);
        }
    }

    private void uploadUnproven() {
        for (LocalFile file = unproven.poll(); file != null; file = unproven.poll()) {
            upload(file);
        }
    }

    private void skip(LocalFile file) {
        run.progress().resumed(file.sizeBytes());
        run.results().addResumed();
    }

    private void upload(LocalFile file) {
        try {
            if (isThere(file)) {
                skip(file);
            } else {
                send(file);
            }
        } catch (LocalFileException e) {
            fail(file, e);
        } catch (DfsException e) {
            if (!Committer.isAboutOneFile(e)) {
                throw e;
            }
            fail(file, e);
        }
    }

    /**
     * Whether an earlier run has put the file there and died before it could note so. Refuses what a commit without
     * overwriting would refuse after all the bytes have been sent.
     */
    private boolean isThere(LocalFile file) {
        boolean resumed = run.journal().resumed();
        boolean overwrite = run.options().overwrite();
        if (overwrite && !resumed) {
            return false;
        }
        FileStat standing = existing.at(file.target());
        if (standing == null) {
            return false;
        }
        if (standing.kind() == EntryKind.DIRECTORY) {
            throw ExistingTargets.isDirectoryError(file.target());
        }
        if (resumed && hasBytesOf(file, standing)) {
            return true;
        }
        if (!overwrite) {
            throw ExistingTargets.alreadyExists(file.target());
        }
        run.journal().supersede(file);
        return false;
    }

    private static boolean hasBytesOf(LocalFile file, FileStat standing) {
        return standing.lengthBytes() != null
                && standing.lengthBytes() == file.sizeBytes()
                && file.checksum().equals(standing.crc32c());
    }

    private void send(LocalFile file) {
        if (file.sizeBytes() == 0 && file.hasMore()) {
            run.slots().start(new UnsizedFileSending(run, file, this::failOrTryAgain));
        } else if (file.sizeBytes() > run.options().packBelowBytes()) {
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

    private void noteLink(Path link) {
        if (links++ == 0) {
            firstLink = link;
        }
    }

    private void tellLinks() {
        if (links > 0) {
            run.progress()
                    .warn("%d %s left out, the first: %s; --links follow stores what they point to"
                            .formatted(links, links == 1 ? "link was" : "links were", firstLink));
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
        switch (failure) {
            case UnreliableSizeException _ -> new UnsizedFileSending(run, file, this::fail).run();
            case DfsException e when Committer.isAboutReceipts(e) -> secondTry.add(file);
            default -> fail(file, failure);
        }
    }

    private void fail(LocalFile file, RuntimeException failure) {
        run.failures().add(file.path().toString(), failure);
    }
}
