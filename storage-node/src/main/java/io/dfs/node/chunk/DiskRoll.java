package io.dfs.node.chunk;

import io.dfs.node.chunk.DirectoryMarker.Sibling;
import io.dfs.service.start.StartRefusedException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Which disks the node has by what their markers say, those that were found and those that the others remember. An empty
 * directory in the place of a remembered disk is most likely the mount point of a disk that is not mounted.
 *
 * @param paths of all known disks by their directory ids
 * @param found ids of those that are there
 */
record DiskRoll(Map<UUID, String> paths, Set<UUID> found) {

    DiskRoll {
        paths = Map.copyOf(paths);
        found = Set.copyOf(found);
    }

    /**
     * @param markers of the directories that have one, by their paths
     * @throws StartRefusedException if two of them have the same id
     */
    static DiskRoll of(Map<Path, DirectoryMarker> markers) {
        Map<UUID, String> paths = new HashMap<>();
        markers.values()
                .forEach(marker ->
                        marker.knownSiblings().forEach(sibling -> paths.put(sibling.directoryId(), sibling.path())));
        Map<UUID, Path> found = new LinkedHashMap<>();
        markers.forEach((path, marker) -> {
            Path first = found.putIfAbsent(marker.directoryId(), path);
            if (first != null) {
                throw new StartRefusedException(
                        ("The data directories %s and %s have the same id %s, so one is a copy of the other:"
                                        + " take the copy out of DFS_NODE_DATA_DIRS, or empty it so that it becomes a new one.")
                                .formatted(first, path, marker.directoryId()));
            }
        });
        found.forEach((id, path) -> paths.put(id, path.toString()));
        return new DiskRoll(paths, found.keySet());
    }

    /** The remembered disk whose place this is, if it was not found here or elsewhere. */
    Optional<Sibling> missingAt(Path path) {
        return missing().stream()
                .filter(sibling -> sibling.path().equals(path.toString()))
                .findFirst();
    }

    List<Sibling> missing() {
        return siblings().stream()
                .filter(sibling -> !found.contains(sibling.directoryId()))
                .toList();
    }

    List<Sibling> siblingsOf(UUID directoryId) {
        return siblings().stream()
                .filter(sibling -> !sibling.directoryId().equals(directoryId))
                .toList();
    }

    /** In an order of their own, so that the same roll gives the same markers. */
    private List<Sibling> siblings() {
        return new TreeMap<>(paths)
                .entrySet().stream()
                        .map(entry -> new Sibling(entry.getKey(), entry.getValue()))
                        .toList();
    }

    /** Disks that were given up are no longer remembered, unless they are there. */
    DiskRoll without(Set<UUID> givenUp) {
        Map<UUID, String> remembered = new HashMap<>(paths);
        remembered.keySet().removeIf(id -> givenUp.contains(id) && !found.contains(id));
        return new DiskRoll(remembered, found);
    }

    /** A new disk takes the place; one that was missing there is no longer remembered. */
    DiskRoll with(Path path, UUID directoryId) {
        Map<UUID, String> newPaths = new HashMap<>(paths);
        missingAt(path).ifPresent(replaced -> newPaths.remove(replaced.directoryId()));
        newPaths.put(directoryId, path.toString());
        Set<UUID> newFound = new HashSet<>(found);
        newFound.add(directoryId);
        return new DiskRoll(newPaths, newFound);
    }
}
