package io.dfs.cli.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Keeps what someone changes in a tracked file, such as secrets, from being committed. */
final class GitIndex {

    private static final int MAX_WAIT_SECONDS = 10;

    private GitIndex() {}

    /** Whether the file is tracked by Git; its changes are then no longer looked at. */
    static boolean ignoreChanges(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        Path folder = Objects.requireNonNull(absolute.getParent());
        try {
            Process git = new ProcessBuilder("git", "update-index", "--skip-worktree", "--", absolute.toString())
                    .directory(folder.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return git.waitFor(MAX_WAIT_SECONDS, TimeUnit.SECONDS) && git.exitValue() == 0;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } catch (IOException _) {
            return false; // there is no Git here
        }
    }
}
