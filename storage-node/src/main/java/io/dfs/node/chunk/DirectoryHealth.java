package io.dfs.node.chunk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a data directory is used. A failed write fails it at once: a disk that has lost one write is not asked for another.
 * One file that can't be read is that file's fault, several are the disk's. A failed directory is tried again after pauses that
 * grow each time it fails, so that a disk that errs now and then does not come and go all day. Thread-safe.
 */
final class DirectoryHealth {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryHealth.class);

    /** So many files that can't be read at the same time are no accident. */
    static final int UNREADABLE_FILES_OF_A_FAILED_DISK = 5;

    /** A file that could not be read this many rounds ago (a day) and has not been tried since counts no more. */
    static final int UNREADABLE_ROUNDS = 5760;

    /** In rounds of {@link ChunkStore#tryFailedDirectories}. */
    static final int LONGEST_PAUSE = 40;

    /** After so many rounds without a failure the pauses are short again. */
    static final int CALM_ROUNDS = 240;

    private final Path directory;
    private final Map<Path, Long> unreadable = new LinkedHashMap<>();
    private volatile @Nullable String failure;
    private int failures;
    private long round;
    private int pause = 1;
    private int roundsLeft = 1;
    private int calmRounds;

    DirectoryHealth(Path directory) {
        this.directory = directory;
    }

    boolean works() {
        return failure == null;
    }

    @Nullable
    String failure() {
        return failure;
    }

    /** How often it has failed, also while it had already failed. */
    synchronized int failures() {
        return failures;
    }

    synchronized void fail(String reason) {
        failures++;
        if (failure == null) {
            failure = reason;
            roundsLeft = pause;
            calmRounds = 0;
            LOG.error("data directory {} has failed and is not written to until it works again: {}", directory, reason);
        }
    }

    /** A file, or a folder, whose content the disk does not give. */
    synchronized void unreadable(Path file, IOException e) {
        if (failure != null || unreadable.put(file, round) != null) {
            return;
        }
        LOG.warn("{} can't be read: {}", file, e.toString());
        if (unreadable.size() >= UNREADABLE_FILES_OF_A_FAILED_DISK) {
            fail("%d files can't be read, the last one is %s: %s".formatted(unreadable.size(), file, e));
        }
    }

    /** It can be read after all, or is not there any more. */
    synchronized void readable(Path file) {
        unreadable.remove(file);
    }

    synchronized List<Path> unreadableFiles() {
        return List.copyOf(unreadable.keySet());
    }

    /** Whether it has failed and is to be tried in this round. */
    synchronized boolean isToBeTried() {
        round++;
        if (failure == null) {
            unreadable.values().removeIf(since -> round - since >= UNREADABLE_ROUNDS);
            calmRounds = Math.min(calmRounds + 1, CALM_ROUNDS);
            pause = calmRounds == CALM_ROUNDS ? 1 : pause;
            return false;
        }
        roundsLeft--;
        if (roundsLeft > 0) {
            return false;
        }
        pause = Math.min(2 * pause, LONGEST_PAUSE);
        roundsLeft = pause;
        return true;
    }

    /** A trial has failed: what it found is the newest reason. */
    synchronized void stillFails(String reason) {
        if (failure == null) {
            fail(reason);
        }
        failure = reason;
    }

    /**
     * A trial has succeeded. It says nothing about a failure that came while it was under way.
     *
     * @param failuresBefore as counted when the trial began
     */
    synchronized void recover(int failuresBefore) {
        if (failures == failuresBefore) {
            failure = null;
        }
    }
}
