package io.dfs.metadata.reclaim;

import io.dfs.metadata.removal.UnknownChunks;
import java.time.Instant;
import java.util.Optional;

/** Which of a node's unknown chunks are garbage. Pure. */
final class OrphanRules {

    private OrphanRules() {}

    /**
     * Before when an orphan must have been seen first to be garbage; empty if none of the node's is.
     *
     * @param old from when on an orphan is old enough
     */
    static Optional<Instant> garbageBefore(Instant old, UnknownChunks unknown) {
        if (!unknown.areTooMany()) {
            return Optional.of(old);
        }
        return Optional.ofNullable(unknown.acceptedAt()).map(accepted -> accepted.isBefore(old) ? accepted : old);
    }
}
