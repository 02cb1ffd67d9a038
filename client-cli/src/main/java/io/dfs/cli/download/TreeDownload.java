package io.dfs.cli.download;

import io.dfs.cli.transfer.FailureLog;
import io.dfs.cli.transfer.LocalFileException;
import io.dfs.cli.transfer.Slots;
import io.dfs.common.api.DirectoryEntry;
import io.dfs.common.api.DirectoryPage;
import io.dfs.common.api.EntryKind;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.file.FilePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A directory with everything below it. What fails alone does not stop the others. */
final class TreeDownload {

    private static final int PAGE_SIZE = 1000;

    /** Small files spend their time waiting for answers and disks; the gate still limits how many bytes are in flight. */
    private static final int FILES_PER_PIECE = 4;

    private static final int MAX_FILES = 32;

    private final DownloadRun run;
    private final FailureLog failures;

    TreeDownload(DownloadRun run, FailureLog failures) {
        this.run = run;
        this.failures = failures;
    }

    void download(FilePath directory, Path target) {
        TreeMarker.set(target, directory);
        try (Slots files = new Slots(Math.min(MAX_FILES, run.parallel() * FILES_PER_PIECE))) {
            walk(directory, target, files);
            files.awaitAll();
        }
        if (failures.isEmpty()) {
            TreeMarker.remove(target);
        }
    }

    private void walk(FilePath directory, Path target, Slots files) {
        try {
            Files.createDirectories(target);
        } catch (IOException e) {
            failures.add(directory.toString(), LocalFileException.of("make the directory", target, e));
            return;
        }
        String after = null;
        do {
            DirectoryPage page = run.metadata().list(directory, after, PAGE_SIZE);
            page.entries().forEach(entry -> visit(directory, target, entry, files));
            after = page.nextAfter();
        } while (after != null);
    }

    private void visit(FilePath directory, Path target, DirectoryEntry entry, Slots files) {
        FilePath path = directory.resolve(entry.name()); // refuses names such as .. that would lead elsewhere
        Path local = localPath(target, path);
        if (local == null) {
            return;
        }
        if (entry.kind() == EntryKind.DIRECTORY) {
            walk(path, local, files);
        } else {
            files.start(() -> downloadFile(path, local, entry));
        }
    }

    /** An earlier run has brought it: nothing has to be asked for. */
    private static boolean isHere(Path local, long lengthBytes, @Nullable Crc32c crc32c) {
        return crc32c != null && Files.exists(local) && PartFile.isSame(local, lengthBytes, crc32c);
    }

    private @Nullable Path localPath(Path target, FilePath path) {
        try {
            return target.resolve(path.name());
        } catch (InvalidPathException e) {
            failures.add(
                    path.toString(),
                    new LocalFileException("the name can't be a file's name here: " + e.getReason(), e));
            return null;
        }
    }

    private void downloadFile(FilePath path, Path local, DirectoryEntry entry) {
        try {
            long length = entry.lengthBytes() == null ? 0 : entry.lengthBytes();
            if (!run.overwrite() && isHere(local, length, entry.crc32c())) {
                run.progress().expect(length);
                run.progress().resumed(length);
                return;
            }
            new FileDownload(run, path, local, null).download();
        } catch (LocalFileException e) {
            failures.add(path.toString(), e);
        } catch (DfsException e) {
            switch (e.code()) {
                case NOT_FOUND,
                        IS_A_DIRECTORY,
                        ALREADY_EXISTS,
                        VERSION_MISMATCH,
                        CHECKSUM_MISMATCH,
                        CHUNK_CORRUPT,
                        CHUNK_NOT_FOUND -> failures.add(path.toString(), e);
                default -> throw e;
            }
        }
    }
}
