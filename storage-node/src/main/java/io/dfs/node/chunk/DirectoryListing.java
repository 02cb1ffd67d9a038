package io.dfs.node.chunk;

import io.dfs.common.api.QuarantinedFile;
import io.dfs.common.id.ChunkId;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;

/** Shows every chunk file of a data directory to a collector, in service or in quarantine. */
final class DirectoryListing {

    private static final int CHUNK_FILE_NAME_LENGTH = 36 + DataDirectory.CHUNK_FILE_SUFFIX.length();

    private final DataDirectory directory;
    private final InventoryCollector collector;
    private Unlisted unlisted = Unlisted.NOTHING;

    DirectoryListing(DataDirectory directory, InventoryCollector collector) {
        this.directory = directory;
        this.collector = collector;
    }

    /**
     * Shows all that can be shown; what can't be looked into is noted in the directory.
     *
     * @throws IOException if the disk shows nothing at all, or the process has no file handle left
     */
    void run() throws IOException {
        unlisted = Unlisted.NOTHING;
        forEachIn(
                directory.chunks(),
                folder -> forEachBelow(folder, inner -> forEachBelow(inner, this::collectInService)));
        forEachIn(directory.quarantine().path(), this::collectQuarantined);
        directory.noteUnlisted(unlisted);
    }

    private interface FileStep {
        void run(Path file) throws IOException;
    }

    /** One folder that can't be listed hides what is in it and nothing else. */
    private void forEachBelow(Path folder, FileStep step) throws IOException {
        try {
            forEachIn(folder, step);
            directory.health().readable(folder);
        } catch (NoSuchFileException _) {
            // Removed while we list.
        } catch (IOException e) {
            leaveOut(folder, e);
        }
    }

    private void leaveOut(Path entry, IOException e) throws IOException {
        if (DiskErrors.OF_THIS_PROCESS.isOutOfFileHandles(e)) {
            throw e;
        }
        unlisted = unlisted.plus(e.toString());
        directory.health().unreadable(entry, e);
    }

    /** Names only: asking each file for more would cost as much again. A stray file among the folders is passed over. */
    private static void forEachIn(Path folder, FileStep step) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                step.run(file);
            }
        } catch (NotDirectoryException _) {
            // Not ours.
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** A file that is not in its place is left out: no one would find it there. */
    private void collectInService(Path file) {
        chunkIdIn(String.valueOf(file.getFileName()))
                .filter(chunkId -> directory.chunkFile(chunkId).equals(file))
                .ifPresent(chunkId -> collector.addInService(chunkId, directory.works()));
    }

    private static Optional<ChunkId> chunkIdIn(String name) {
        if (name.length() != CHUNK_FILE_NAME_LENGTH || !name.endsWith(DataDirectory.CHUNK_FILE_SUFFIX)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    ChunkId.valueOf(name.substring(0, name.length() - DataDirectory.CHUNK_FILE_SUFFIX.length())));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private void collectQuarantined(Path file) throws IOException {
        Optional<QuarantineName> name = QuarantineName.parse(String.valueOf(file.getFileName()));
        if (name.isEmpty() || !collector.wants(name.get().chunkId())) {
            return;
        }
        try {
            collector.addQuarantined(new QuarantinedFile(
                    name.get().removalId(),
                    name.get().chunkId(),
                    Files.size(file),
                    name.get().since()));
        } catch (NoSuchFileException _) {
            // Unlinked or brought back while we list.
        } catch (IOException e) {
            leaveOut(file, e);
        }
    }
}
