package io.dfs.metadata.namespace;

import io.dfs.common.file.FilePath;
import io.dfs.metadata.caller.Callers;
import io.dfs.metadata.limits.Limits;
import io.dfs.metadata.time.DatabaseClock;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Keeps what was removed or overwritten, for a while, below a directory that no path reaches. */
@Component
public class Trash {

    static final UUID DIRECTORY_ID = new UUID(0, 1);

    /** Why an entry is in the trash. */
    public enum Reason {
        DELETED,
        OVERWRITTEN
    }

    private final EntryRepository entries;
    private final EntityManager entityManager;
    private final DatabaseClock clock;
    private final Limits limits;

    Trash(EntryRepository entries, EntityManager entityManager, DatabaseClock clock, Limits limits) {
        this.entries = entries;
        this.entityManager = entityManager;
        this.clock = clock;
        this.limits = limits;
    }

    /** As {@link #put}, but not to be kept: no one can undelete them, and they are purged with the next round. */
    public Instant discard(Map<UUID, FilePath> pathsById) {
        return put(pathsById, Reason.DELETED, Duration.ZERO);
    }

    /**
     * Moves entries, with everything below them, to the trash: one row each, however large a directory is. The caller's
     * transaction has locked the entries' rows. Returns until when they are kept.
     *
     * @param pathsById at most as many as one request can name
     */
    public Instant put(Map<UUID, FilePath> pathsById, Reason reason) {
        return put(pathsById, reason, limits.trashRetention());
    }

    private Instant put(Map<UUID, FilePath> pathsById, Reason reason, Duration retention) {
        Instant now = clock.instant();
        Instant expiresAt = now.plus(retention);
        for (StoredEntry entry : entries.findAllByIdIn(List.copyOf(pathsById.keySet()))) {
            FilePath path = pathsById.get(entry.id());
            if (path != null) {
                UUID directory = entry.parentId();
                entry.moveToTrash();
                entityManager.persist(new TrashedEntry(
                        entry.id(), path, directory, Callers.current().name(), reason, now, expiresAt));
            }
        }
        // The rows that follow may take the names that the moved entries had.
        entityManager.flush();
        return expiresAt;
    }
}
