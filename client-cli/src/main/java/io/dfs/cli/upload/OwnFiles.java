package io.dfs.cli.upload;

import io.dfs.cli.transfer.UnfinishedName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Tells directories that dfs keeps among a person's files: an upload would store its own journal while it writes it, and put the
 * secrets and chunks of a cluster into the cluster. By what is in them or by a name that no person chooses.
 */
final class OwnFiles {

    private final Path state;

    /** @param state where this client keeps its journals */
    OwnFiles(Path state) {
        this.state = state;
    }

    /** Null if the directory is a person's. */
    @Nullable
    String reasonToLeaveOut(Path directory) {
        if (isLocalCluster(directory)) {
            return "holds a local cluster with its data and secrets";
        }
        if (isDataDirectory(directory)) {
            return "is the data directory of a storage node";
        }
        if (isJournals(directory)) {
            return "holds dfs's own journals";
        }
        if (UnfinishedName.matches(String.valueOf(directory.getFileName()))) {
            return "holds an unfinished download";
        }
        return null;
    }

    private static boolean isLocalCluster(Path directory) {
        return isFile(directory.resolve("cluster.json"))
                && isFile(directory.resolve("secret"))
                && Files.isDirectory(directory.resolve("data"))
                && Files.isDirectory(directory.resolve("pids"));
    }

    private static boolean isDataDirectory(Path directory) {
        return isFile(directory.resolve("dfs-node.json")) && Files.isDirectory(directory.resolve("chunks"));
    }

    private boolean isJournals(Path directory) {
        try {
            String name = String.valueOf(directory.getFileName());
            return (name.equals("uploads") || name.equals("downloads"))
                    && Files.isSameFile(directory, state.resolve(name));
        } catch (IOException _) {
            return false; // there are no journals, so they are not here
        }
    }

    private static boolean isFile(Path path) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }
}
