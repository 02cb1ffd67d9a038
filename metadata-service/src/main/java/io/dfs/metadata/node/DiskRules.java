package io.dfs.metadata.node;

import io.dfs.common.api.DiskState;
import io.dfs.common.api.DiskVerdict;
import io.dfs.common.api.NodeDisk;
import io.dfs.common.api.NodeHealth;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a node's report means for what is known of its disks, and which empty directories may join. An empty directory
 * where a disk was is most likely the mount point of a disk that is not mounted: what is stored there is out of reach once it is.
 */
final class DiskRules {

    /** What is known of a disk. */
    record Disk(
            UUID id, String path, DiskState state, @Nullable String detail) {

        Disk in(DiskState newState, @Nullable String newDetail) {
            return new Disk(id, path, newState, newDetail);
        }

        /** Whether a person has said that it will not come back. */
        boolean isGivenUp() {
            return state == DiskState.RETIRED || state == DiskState.REPLACED;
        }

        /** Whether nothing else may be in its place. */
        boolean bars(String otherPath) {
            return state != DiskState.REPLACED && path.equals(otherPath);
        }
    }

    private DiskRules() {}

    /** All disks that are known after the report, those first that were known before. */
    static List<Disk> after(List<Disk> known, List<NodeDisk> reported) {
        Map<UUID, Disk> disks = new LinkedHashMap<>();
        known.forEach(disk -> disks.put(disk.id(), disk));
        for (NodeDisk disk : reported) {
            UUID id = disk.id();
            if (id != null) {
                disks.merge(id, new Disk(id, disk.path(), DiskState.MISSING, null), (before, _) -> before);
            }
        }
        return disks.values().stream().map(disk -> after(disk, reported)).toList();
    }

    private static Disk after(Disk disk, List<NodeDisk> reported) {
        Optional<NodeDisk> itself = reported.stream()
                .filter(it -> disk.id().equals(it.id()) && it.condition() != NodeDisk.Condition.MISSING)
                .findFirst();
        if (itself.isPresent() && itself.get().condition() == NodeDisk.Condition.IN_USE) {
            return new Disk(disk.id(), itself.get().path(), DiskState.IN_USE, null);
        }
        if (disk.isGivenUp()) {
            return disk;
        }
        return itself.or(() -> atItsPlace(disk, reported))
                .map(there -> switch (there.condition()) {
                    case FAILED -> disk.in(DiskState.FAILED, there.detail());
                    case EMPTY -> disk.in(DiskState.MISSING, "an empty directory is in its place: is it mounted?");
                    case IN_USE -> disk.in(DiskState.MISSING, "another disk of the node is in its place");
                    case MISSING -> disk.in(DiskState.MISSING, there.detail());
                })
                .orElseGet(() -> disk.in(
                        DiskState.MISSING, "its path is not among the node's data directories (DFS_NODE_DATA_DIRS)"));
    }

    private static Optional<NodeDisk> atItsPlace(Disk disk, List<NodeDisk> reported) {
        return reported.stream()
                .filter(it -> it.path().equals(disk.path()))
                .min(Comparator.comparing(it -> it.condition() == NodeDisk.Condition.MISSING));
    }

    /** One for each empty directory. */
    static List<DiskVerdict> verdicts(String node, List<Disk> disks, List<NodeDisk> reported) {
        return reported.stream()
                .filter(it -> it.condition() == NodeDisk.Condition.EMPTY)
                .map(it -> verdict(node, it.path(), disks))
                .toList();
    }

    private static DiskVerdict verdict(String node, String path, List<Disk> disks) {
        return disks.stream()
                .filter(disk -> disk.bars(path))
                .findFirst()
                .map(disk -> new DiskVerdict(path, false, refusal(node, disk)))
                .orElseGet(() -> new DiskVerdict(path, true, null));
    }

    private static String refusal(String node, Disk disk) {
        return ("it is empty, and the disk %s belongs there: mount it, and the node uses it. If it is lost and a new disk"
                        + " is in its place: 'dfs node disk accept %s %s'")
                .formatted(disk.id(), node, disk.path());
    }

    /**
     * The disk that a person means.
     *
     * @param text its id or the beginning of it, or its path; of several that were at a path, the last one
     */
    static List<Disk> meant(String text, List<Disk> disks) {
        List<Disk> byPath =
                disks.stream().filter(disk -> disk.path().equals(text)).toList();
        if (!byPath.isEmpty()) {
            List<Disk> current = byPath.stream()
                    .filter(disk -> disk.state() != DiskState.REPLACED)
                    .toList();
            return current.isEmpty() ? List.of(byPath.getLast()) : current;
        }
        return disks.stream()
                .filter(disk -> !text.isEmpty() && disk.id().toString().startsWith(text))
                .toList();
    }

    /** Why a disk in this state can't be given up yet; empty if it can. */
    static Optional<String> refusal(Disk disk, NodeView node) {
        boolean served = disk.state() == DiskState.IN_USE && node.health() != NodeHealth.DEAD;
        if (served) {
            return Optional.of(
                    ("%s is in use by %s, which is %s: take it out of DFS_NODE_DATA_DIRS and restart the node."
                                    + " If the node itself is gone, wait until it counts as dead")
                            .formatted(disk.path(), node.address().name(), node.health()));
        }
        boolean unsure = node.health() != NodeHealth.DEAD && !node.hasReported();
        return unsure
                ? Optional.of("%s has not yet reported which chunks it still has: try again in a minute"
                        .formatted(node.address().name()))
                : Optional.empty();
    }
}
