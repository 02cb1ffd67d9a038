package io.dfs.cli.download;

import io.dfs.cli.transfer.LocalFileException;
import io.dfs.common.file.FilePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file in a directory that is being downloaded, naming its source. Without it the same command run again would take
 * the directory, which the first run has made, for one to put another copy into.
 */
final class TreeMarker {

    private static final String NAME = ".dfs-tree-part";

    private TreeMarker() {}

    static boolean isUnfinished(Path directory, FilePath source) {
        try {
            return Files.readString(directory.resolve(NAME)).equals(source.toString());
        } catch (IOException _) {
            return false;
        }
    }

    static void set(Path directory, FilePath source) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(NAME), source.toString());
        } catch (IOException e) {
            throw LocalFileException.of("write into", directory, e);
        }
    }

    static void remove(Path directory) {
        try {
            Files.deleteIfExists(directory.resolve(NAME));
        } catch (IOException e) {
            throw LocalFileException.of("remove the marker in", directory, e);
        }
    }
}
