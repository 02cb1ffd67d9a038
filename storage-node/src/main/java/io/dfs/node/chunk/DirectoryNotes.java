package io.dfs.node.chunk;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes as files {@code dfs-NAME.json} beside the marker. */
final class DirectoryNotes implements Notes {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryNotes.class);

    private final List<DataDirectory> directories;
    private final Disk disk;

    DirectoryNotes(List<DataDirectory> directories, Disk disk) {
        this.directories = directories;
        this.disk = disk;
    }

    @Override
    public List<String> read(String name) {
        List<String> found = new ArrayList<>();
        for (DataDirectory directory : directories) {
            if (directory.marker().isPresent()) {
                read(fileOf(directory, name), found);
            }
        }
        return found;
    }

    private static void read(Path file, List<String> found) {
        try {
            found.add(Files.readString(file));
        } catch (NoSuchFileException _) {
            // A new disk, or nothing noted yet.
        } catch (IOException e) {
            LOG.warn("the note {} can't be read and is taken from another directory, if there is one", file, e);
        }
    }

    @Override
    public synchronized void write(String name, String text) {
        boolean written = false;
        DfsException failure = null;
        for (DataDirectory directory : directories) {
            if (directory.works()) {
                failure = write(directory, fileOf(directory, name), text);
                written |= failure == null;
            }
        }
        if (!written) {
            throw failure != null
                    ? failure
                    : new DfsException(ErrorCode.NO_SPACE, "no data directory works any more: nothing can be noted");
        }
    }

    /** The temp file lies in a folder that an empty mount point lacks, or a note could get into one. */
    private @Nullable DfsException write(DataDirectory directory, Path file, String text) {
        Path temp = directory.newTempFile(String.valueOf(file.getFileName()));
        try {
            directory.perform("noting " + file, () -> {
                try (Disk.NewFile opened = disk.create(temp)) {
                    opened.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                    opened.force();
                }
                disk.rename(temp, file);
                disk.forceDirectory(directory.path());
                return file;
            });
            return null;
        } catch (DfsException e) {
            directory.deleteTemp(temp);
            return e;
        }
    }

    private static Path fileOf(DataDirectory directory, String name) {
        return directory.path().resolve("dfs-" + name + ".json");
    }
}
