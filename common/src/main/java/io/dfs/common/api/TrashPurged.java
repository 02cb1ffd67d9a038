package io.dfs.common.api;

/**
 * What left the trash, or would leave it.
 *
 * @param entries removals, each of a file or of a directory with all that is in it
 * @param files in them
 * @param bytes of those files; each is stored as often as its replication factor says
 */
public record TrashPurged(long entries, long files, long bytes) {

    public TrashPurged plus(TrashPurged other) {
        return new TrashPurged(entries + other.entries, files + other.files, bytes + other.bytes);
    }
}
