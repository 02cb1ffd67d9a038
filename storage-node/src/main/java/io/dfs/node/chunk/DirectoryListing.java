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

    DirectoryListing(DataDirectory directory, InventoryCollector collector) {
        this.directory = directory;
        this.collector = collector;
    }

    /** @throws IOException if the disk does not show all */
    void run() throws IOException {
        forEachIn(directory.chunks(), folder -> forEachIn(folder, inner -> forEachIn(inner, this::collectInService)));
        forEachIn(directory.quarantine().path(), this::collectQuarantined);
    }

    private interface FileStep {
        void run(Path file) throws IOException;
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

    /** A file that is not in its place is left out: nobody would find it there. */
    private void collectInService(Path file) {
        chunkIdIn(String.valueOf(file.getFileName()))
                .filter(chunkId -> directory.chunkFile(chunkId).equals(file))
                .ifPresent(collector::addInService);
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
        }
    }
}
