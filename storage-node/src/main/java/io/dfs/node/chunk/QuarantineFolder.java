package io.dfs.node.chunk;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The files of one data directory that are out of service. On return from each step its effect is durable. */
final class QuarantineFolder {

    private final DataDirectory home;
    private final Path path;
    private final Disk disk;
    private final AtomicLong lengthBytes = new AtomicLong();

    QuarantineFolder(DataDirectory home, Path path, Disk disk) {
        this.home = home;
        this.path = path;
        this.disk = disk;
    }

    Path path() {
        return path;
    }

    Path fileOf(QuarantineName name) {
        return path.resolve(name.fileName());
    }

    /** Of all files here; part of what the directory uses. */
    long lengthBytes() {
        return lengthBytes.get();
    }

    /** What was found at start. */
    void count(long foundBytes) {
        lengthBytes.set(foundBytes);
    }

    /** Gives files the names that they have today. */
    void renameOldFiles() throws IOException {
        boolean renamed = false;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                Optional<QuarantineName> name = QuarantineName.ofOldName(String.valueOf(file.getFileName()));
                if (name.isPresent()) {
                    disk.rename(file, fileOf(name.get()));
                    renamed = true;
                }
            }
        }
        if (renamed) {
            disk.forceDirectory(path);
        }
    }

    /** Moves a chunk file out of service. Nothing is destroyed (I-4). */
    long take(QuarantineName name) {
        Path file = home.chunkFile(name.chunkId());
        return home.perform("moving to quarantine " + file, () -> {
            long fileBytes = lengthOf(file);
            disk.rename(file, fileOf(name));
            lengthBytes.addAndGet(fileBytes);
            disk.forceDirectory(path);
            disk.forceDirectory(DataDirectory.parentOf(file));
            home.health().readable(file);
            return fileBytes;
        });
    }

    /** Makes sure of a file that is here already, perhaps by a step whose end a crash has cut off. */
    long confirm(QuarantineName name) {
        Path folder = DataDirectory.parentOf(home.chunkFile(name.chunkId()));
        return home.perform("confirming " + fileOf(name), () -> {
            disk.forceDirectory(path);
            if (Files.isDirectory(folder)) {
                disk.forceDirectory(folder);
            }
            return lengthOf(fileOf(name));
        });
    }

    /** Moves a file back to where no other is. */
    long giveBack(QuarantineName name) {
        Path file = home.chunkFile(name.chunkId());
        Path aside = fileOf(name);
        return home.perform("bringing back " + aside, () -> {
            long fileBytes = lengthOf(aside);
            home.createFolderOf(name.chunkId(), file);
            disk.rename(aside, file);
            lengthBytes.addAndGet(-fileBytes);
            disk.forceDirectory(DataDirectory.parentOf(file));
            disk.forceDirectory(path);
            return fileBytes;
        });
    }

    long unlink(QuarantineName name) {
        Path aside = fileOf(name);
        return home.perform("unlinking " + aside, () -> {
            long fileBytes = lengthOf(aside);
            disk.delete(aside);
            lengthBytes.addAndGet(-fileBytes);
            home.use(-fileBytes);
            disk.forceDirectory(path);
            return fileBytes;
        });
    }

    /** Of the entry itself: one that can't be opened can still be moved. */
    private static long lengthOf(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .size();
    }
}
