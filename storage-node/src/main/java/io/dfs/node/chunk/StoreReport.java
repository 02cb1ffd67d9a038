package io.dfs.node.chunk;

import io.dfs.common.api.NodeSpace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state of the data directories, in the order of the configuration. */
public record StoreReport(List<Directory> directories) {

    /**
     * @param capacityBytes what the directory may use
     * @param usedBytes what its chunk files take, those in quarantine too
     * @param quarantinedBytes what the files in quarantine take
     * @param freeBytes what it still takes, the reserve already subtracted
     * @param failure why it is no longer written to; null while it works
     */
    public record Directory(
            String path,
            long capacityBytes,
            long usedBytes,
            long quarantinedBytes,
            long freeBytes,
            @Nullable String failure) {}

    public StoreReport {
        directories = List.copyOf(directories);
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

    public List<String> failedDirectories() {
        return directories.stream()
                .filter(directory -> directory.failure != null)
                .map(Directory::path)
                .toList();
    }
}
