package io.dfs.node.chunk;

import io.dfs.common.api.NodeSpace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
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
     * @param fileSystem that it is on, perhaps with other directories
     */
    public record Directory(
            String path,
            long capacityBytes,
            long usedBytes,
            long quarantinedBytes,
            long freeBytes,
            @Nullable String failure,
            int unlisted,
            @Nullable String firstUnlisted,
            FileSystem fileSystem) {

        private Stream<String> warning() {
            return failure != null || unlisted == 0
                    ? Stream.empty()
                    : Stream.of(
                            "%s: %d entries can't be looked into, such as %s".formatted(path, unlisted, firstUnlisted));
        }
    }

    /**
     * @param name the same for all directories on it
     * @param usableBytes what it would still take, beside what is set aside for writes under way
     */
    public record FileSystem(String name, long totalBytes, long usableBytes) {}

    public StoreReport {
        directories = List.copyOf(directories);
        otherWarnings = List.copyOf(otherWarnings);
    }

    /** Over the working directories; a file system that several of them are on counts once. */
    public NodeSpace space() {
        List<NodeSpace> spaces =
                byFileSystem().values().stream().map(StoreReport::space).toList();
        return new NodeSpace(
                spaces.stream().mapToLong(NodeSpace::capacityBytes).sum(),
                spaces.stream().mapToLong(NodeSpace::usedBytes).sum(),
                spaces.stream().mapToLong(NodeSpace::freeBytes).sum());
    }

    private static NodeSpace space(List<Directory> sharing) {
        FileSystem fileSystem = sharing.getFirst().fileSystem;
        long capacityBytes = Math.min(sum(sharing, Directory::capacityBytes), fileSystem.totalBytes);
        long leftBytes = Math.max(0, fileSystem.usableBytes - Room.reserveBytes(capacityBytes));
        return new NodeSpace(
                capacityBytes,
                sum(sharing, Directory::usedBytes),
                Math.min(sum(sharing, Directory::freeBytes), leftBytes));
    }

    private static long sum(List<Directory> directories, ToLongFunction<Directory> bytes) {
        return directories.stream().mapToLong(bytes).sum();
    }

    private Map<String, List<Directory>> byFileSystem() {
        return directories.stream()
                .filter(directory -> directory.failure == null)
                .collect(Collectors.groupingBy(
                        directory -> directory.fileSystem.name, LinkedHashMap::new, Collectors.toList()));
    }

    /** The paths of working directories that are on one file system with others. */
    public List<List<String>> sharing() {
        return byFileSystem().values().stream()
                .filter(directories -> directories.size() > 1)
                .map(directories -> directories.stream().map(Directory::path).toList())
                .toList();
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
