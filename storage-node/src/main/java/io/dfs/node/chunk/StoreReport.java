package io.dfs.node.chunk;

import io.dfs.common.api.NodeSpace;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The state of the data directories, in the order of the configuration.
 *
 * @param otherWarnings what of the chunk files can't be used; sentences for people
 */
public record StoreReport(List<Directory> directories, List<String> otherWarnings) {

    /**
     * @param capacityBytes what the directory may use
     * @param usedBytes what its chunk files take, those in quarantine too
     * @param quarantinedBytes what the files in quarantine take
     * @param freeBytes what it still takes, the reserve already subtracted
     * @param failure why it is not written to now; null while it works
     * @param unlisted entries that the last listing could not look into
     * @param firstUnlisted one of them, with the reason; null if there is none
     */
    public record Directory(
            String path,
            long capacityBytes,
            long usedBytes,
            long quarantinedBytes,
            long freeBytes,
            @Nullable String failure,
            int unlisted,
            @Nullable String firstUnlisted) {

        private Stream<String> warning() {
            return failure != null || unlisted == 0
                    ? Stream.empty()
                    : Stream.of(
                            "%s: %d entries can't be looked into, such as %s".formatted(path, unlisted, firstUnlisted));
        }
    }

    public StoreReport {
        directories = List.copyOf(directories);
        otherWarnings = List.copyOf(otherWarnings);
    }

    /** Over the working directories. */
    public NodeSpace space() {
        long capacityBytes = 0;
        long usedBytes = 0;
        long freeBytes = 0;
        for (Directory directory : directories) {
            if (directory.failure == null) {
                capacityBytes += directory.capacityBytes;
                usedBytes += directory.usedBytes;
                freeBytes += directory.freeBytes;
            }
        }
        return new NodeSpace(capacityBytes, usedBytes, freeBytes);
    }

    /** Over the working directories; part of what {@link #space} says is used. */
    public long quarantinedBytes() {
        return directories.stream()
                .filter(directory -> directory.failure == null)
                .mapToLong(Directory::quarantinedBytes)
                .sum();
    }

    /** Sentences for people: what on disks that work can't be used. */
    public List<String> warnings() {
        return Stream.concat(directories.stream().flatMap(Directory::warning), otherWarnings.stream())
                .toList();
    }

    public List<String> failedDirectories() {
        return directories.stream()
                .filter(directory -> directory.failure != null)
                .map(Directory::path)
                .toList();
    }
}
