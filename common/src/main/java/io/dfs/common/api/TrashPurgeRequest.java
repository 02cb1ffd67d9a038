package io.dfs.common.api;

import java.util.List;
import java.util.UUID;

/**
 * Ends the time in the trash of entries: they can't be undeleted any more.
 *
 * @param trashIds as the trash lists them; those that are not in it any more are passed over
 * @param dryRun only tell what would go
 */
public record TrashPurgeRequest(List<UUID> trashIds, boolean dryRun) {

    public TrashPurgeRequest {
        trashIds = List.copyOf(trashIds);
    }
}
