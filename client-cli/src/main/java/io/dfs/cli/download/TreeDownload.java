package io.dfs.cli.download;

import io.dfs.cli.download.LocalTarget.Obstacle;
import io.dfs.cli.store.TreeWalk;
import io.dfs.cli.transfer.FailureLog;
import io.dfs.cli.transfer.LocalFileException;
import io.dfs.cli.transfer.Slots;
import io.dfs.common.api.DirectoryEntry;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.file.FilePath;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A directory with everything below it. What fails alone does not stop the others. */
final class TreeDownload implements TreeWalk.Visitor {

    /** Small files spend their time waiting for answers and disks; the gate still limits how many bytes are in flight. */
    private static final int FILES_PER_PIECE = 4;

    private static final int MAX_FILES = 32;

    private final DownloadRun run;
    private final FailureLog failures;
    private final FilePath source;
    private final Path target;
    private final Slots files;

    /** The directory that could not be made, while the walk is below it: each file there is named as well. */
    private @Nullable Missing missing;

    private record Missing(FilePath directory, RuntimeException failure) {}

    private TreeDownload(DownloadRun run, FailureLog failures, FilePath source, Path target, Slots files) {
        this.run = run;
        this.failures = failures;
        this.source = source;
        this.target = target;
        this.files = files;
    }

    /** @param target a directory, or where one is made */
    static void download(DownloadRun run, FailureLog failures, FilePath source, Path target) {
        try (Slots files = new Slots(Math.min(MAX_FILES, run.parallel() * FILES_PER_PIECE))) {
            TreeWalk.visit(run.metadata(), source, new TreeDownload(run, failures, source, target, files));
            files.awaitAll();
        }
    }

    @Override
    public void directory(FilePath directory) {
        if (missingAbove(directory) != null) {
            return;
        }
        missing = null;
        try {
            makeDirectory(local(directory));
        } catch (LocalFileException | DfsException e) {
            failures.add(directory.toString(), e);
            missing = new Missing(directory, e);
        }
    }

    private @Nullable Missing missingAbove(FilePath path) {
        return missing != null && path.toString().startsWith(missing.directory() + "/") ? missing : null;
    }

    private static void makeDirectory(Path directory) {
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException _) {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw LocalTarget.inTree(directory) instanceof Obstacle obstacle
                        ? obstacle.failure()
                        : PartFile.alreadyExists(directory);
            }
        } catch (IOException e) {
            throw LocalFileException.of("make the directory", directory, e);
        }
    }

    @Override
    public void file(FilePath file, DirectoryEntry entry) {
        Missing above = missingAbove(file);
        if (above != null) {
            failures.add(file.toString(), above.failure());
            return;
        }
        try {
            Path local = local(file);
            files.start(() -> failures.attempt(file.toString(), () -> downloadFile(file, local, entry)));
        } catch (LocalFileException e) {
            failures.add(file.toString(), e);
        }
    }

    /** The walk has refused names such as .. that would lead elsewhere. */
    private Path local(FilePath path) {
        String below = path.toString()
                .substring(source.isRoot() ? 1 : source.toString().length() + 1);
        try {
            return target.resolve(below);
        } catch (InvalidPathException e) {
            throw new LocalFileException("the name can't be a file's name here: " + e.getReason(), e);
        }
    }

    private void downloadFile(FilePath path, Path local, DirectoryEntry entry) {
        long length = entry.lengthBytes() == null ? 0 : entry.lengthBytes();
        LocalTarget.requireReplaceable(local);
        if (!run.overwrite() && isHere(local, length, entry.crc32c())) {
            run.progress().expect(length);
            run.progress().resumed(length);
            return;
        }
        new FileDownload(run, path, local, null).download();
    }

    /** An earlier run has brought it: nothing has to be asked for. */
    private static boolean isHere(Path local, long lengthBytes, @Nullable Crc32c crc32c) {
        return crc32c != null && Files.isRegularFile(local) && PartFile.isSame(local, lengthBytes, crc32c);
    }
}
