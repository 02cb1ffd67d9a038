package io.dfs.node.scrub;

import io.dfs.common.api.ReplicaVerification;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.node.chunk.ChunkStore;
import io.dfs.node.chunk.Inventory;
import io.dfs.node.chunk.Notes;
import io.dfs.node.chunk.ReplicaWatcher;
import io.dfs.node.chunk.StoredChunk;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every byte of every replica, round after round, in the order of the ids. Good replicas are told in batches, damaged
 * ones as findings. How far it has come is noted, so that a restart continues and does not start over.
 */
final class Scrubber {

    private static final Logger LOG = LoggerFactory.getLogger(Scrubber.class);

    static final String NOTE = "scrub";

    private static final Duration BETWEEN_NOTES = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration UNTIL_READY = Duration.ofSeconds(1);

    /**
     * What the scrubber asks of the node around it.
     *
     * @param doubtful is given replicas that the disk did not give, to be read again later
     */
    record Surroundings(BooleanSupplier registered, BooleanSupplier busy, Consumer<ChunkId> doubtful) {}

    private final ChunkStore store;
    private final VerifiedBatch verified;
    private final ReplicaWatcher watcher;
    private final Notes notes;
    private final ScrubProperties properties;
    private final Pace pace;
    private final Surroundings surroundings;
    private final Clock clock;
    private final int idsPerPass;
    private volatile ScrubProgress progress; // written by one thread, shown by others
    private ScrubProgress noted;
    private String lastUnread = "read before the node was started";
    private long notedNanos = System.nanoTime();

    /** @param idsPerPass of one walk through the store, to be kept in memory */
    Scrubber(
            ChunkStore store,
            VerifiedBatch verified,
            ReplicaWatcher watcher,
            Notes notes,
            ScrubProperties properties,
            Pace pace,
            Surroundings surroundings,
            Clock clock,
            int idsPerPass) {
        this.store = store;
        this.verified = verified;
        this.watcher = watcher;
        this.notes = notes;
        this.properties = properties;
        this.pace = pace;
        this.surroundings = surroundings;
        this.clock = clock;
        this.idsPerPass = idsPerPass;
        this.progress =
                ScrubProgress.newest(notes.read(NOTE)).orElseGet(() -> ScrubProgress.beginning(clock.instant()));
        this.noted = progress;
    }

    /** Reads the next replicas, as many as one listing gives. Returns how long to wait before going on. */
    Duration runOnce() throws InterruptedException {
        if (!surroundings.registered().getAsBoolean()) {
            return UNTIL_READY;
        }
        if (progress.finished()) {
            Duration untilNext = progress.untilNext(properties.roundInterval(), clock.instant());
            if (untilNext.isPositive()) {
                verified.tell();
                return untilNext.compareTo(LONGEST_PAUSE) < 0 ? untilNext : LONGEST_PAUSE;
            }
            progress = progress.nextRound(clock.instant());
        }
        try {
            readPass(store.list(progress.after(), idsPerPass));
        } finally {
            tellAndNote();
        }
        return Duration.ZERO;
    }

    /** All replicas of that time have been read since then, unless no round has come to its end yet. */
    Instant completeSince() {
        ScrubProgress now = progress;
        Instant complete = now.completeSince();
        return complete == null ? now.roundStartedAt() : complete;
    }

    private void readPass(Inventory pass) throws InterruptedException {
        long storedBytes = store.report().space().usedBytes();
        for (ChunkId chunkId : pass.chunks()) {
            read(chunkId, storedBytes);
            progress = progress.through(chunkId);
            if (System.nanoTime() - notedNanos > BETWEEN_NOTES.toNanos()) {
                tellAndNote();
            }
        }
        ChunkId through = pass.through();
        progress = through == null ? progress.finish() : progress.through(through);
        if (through == null) {
            tellEnd();
        }
    }

    private void tellEnd() {
        if (progress.unread() == 0) {
            LOG.info("every replica has been read since {}", progress.roundStartedAt());
        } else {
            LOG.warn(
                    "the round since {} could not read {} replicas, the last one was chunk {}; the others have been read",
                    progress.roundStartedAt(),
                    progress.unread(),
                    lastUnread);
        }
    }

    private void read(ChunkId chunkId, long storedBytes) throws InterruptedException {
        try {
            StoredChunk chunk = store.verify(
                    chunkId,
                    bytes -> pace.spend(
                            bytes,
                            properties.bytesPerSecond(
                                    storedBytes, surroundings.busy().getAsBoolean())));
            verified.add(ReplicaVerification.good(chunkId, chunk.lengthBytes(), chunk.crc32c()));
        } catch (DfsException e) {
            noteTrouble(chunkId, e);
        }
    }

    /**
     * A replica that has gone meanwhile is no finding, one that the disk does not give not yet, and one that nothing can be said
     * about (no key, a file of a newer program, a failed directory) never (I-4). How many could not be read is told at the end
     * of the round and not for each, or a failed disk would fill the log.
     */
    private void noteTrouble(ChunkId chunkId, DfsException e) {
        switch (e.code()) {
            // Also when it is known: the finding may have been lost on its way.
            case CHUNK_CORRUPT -> watcher.foundCorrupt(chunkId, String.valueOf(e.getMessage()));
            case CHUNK_NOT_FOUND -> {}
            default -> {
                LOG.debug("chunk {} could not be verified: {}", chunkId, e.getMessage());
                if (e.code() == ErrorCode.CHUNK_UNREADABLE) {
                    surroundings.doubtful().accept(chunkId);
                }
                progress = progress.plusUnread();
                lastUnread = chunkId + ": " + e.getMessage();
            }
        }
    }

    /** Told first: what a crash between the two forgets is read again. */
    private void tellAndNote() {
        verified.tell();
        notedNanos = System.nanoTime();
        if (progress.equals(noted)) {
            return;
        }
        try {
            notes.write(NOTE, progress.toNote());
            noted = progress;
        } catch (DfsException e) {
            LOG.warn("the progress of scrubbing could not be noted: {}", e.getMessage());
        }
    }
}
