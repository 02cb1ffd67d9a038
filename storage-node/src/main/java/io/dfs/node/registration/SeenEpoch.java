package io.dfs.node.registration;

import io.dfs.common.error.DfsException;
import io.dfs.common.http.Json;
import io.dfs.node.chunk.Notes;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** The highest epoch of the metadata that this node has seen. It outlives the process, and any disk but the last. */
final class SeenEpoch {

    private static final Logger LOG = LoggerFactory.getLogger(SeenEpoch.class);

    static final String NOTE = "epoch";

    /** What a note says. */
    record Note(long metadataEpoch) {}

    private final Notes notes;
    private long highest;
    private boolean complained;

    SeenEpoch(Notes notes) {
        this.notes = notes;
        readNotes();
    }

    /** Again when a disk has appeared: it may know of a higher epoch than the others. */
    synchronized void readNotes() {
        highest = Math.max(
                highest,
                notes.read(NOTE).stream().mapToLong(SeenEpoch::parse).max().orElse(0));
    }

    private static long parse(String note) {
        try {
            return Json.read(note.getBytes(StandardCharsets.UTF_8), Note.class).metadataEpoch();
        } catch (JacksonException e) {
            LOG.warn("a note on the metadata's epoch can't be understood and is left out: {}", e.getMessage());
            return 0;
        }
    }

    synchronized long highest() {
        return highest;
    }

    /**
     * Whether a service with this epoch may give orders that remove something (I-4). A higher epoch is on disk before
     * anything is done in its name.
     */
    synchronized boolean accept(long epoch) {
        if (epoch < highest) {
            if (!complained) {
                LOG.error(
                        "the metadata service is at epoch {}, this node has seen {}: its database is an old copy, and no order of it to remove a replica is obeyed",
                        epoch,
                        highest);
            }
            complained = true;
            return false;
        }
        complained = false;
        if (epoch > highest) {
            highest = epoch;
            note();
        }
        return true;
    }

    /** A disk that takes no note takes no rename either, or is full, and then removing must still be possible. */
    private void note() {
        try {
            notes.write(NOTE, new String(Json.write(new Note(highest)), StandardCharsets.UTF_8));
        } catch (DfsException e) {
            LOG.warn("the metadata's epoch {} could not be noted: {}", highest, e.getMessage());
        }
    }
}
