package io.dfs.node.chunk;

import io.dfs.common.api.DiskLatency;
import io.dfs.common.api.DiskVerdict;
import io.dfs.common.api.NodeDisk;
import io.dfs.common.api.NodeRegistered;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.NodeKey;
import io.dfs.service.start.StartRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data directories of this node, locked and proven to belong together: all carry the same node id and no two name
 * different clusters or have different keys. Where there is no marker, nothing is written until the metadata service has said
 * that the directory may join: an empty directory is either a new disk or the mount point of one that is not mounted.
 */
public final class DataDirectories implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DataDirectories.class);

    private final List<DataDirectory> directories;
    private final Notes notes;
    private final Clock clock;
    private volatile NodeId nodeId;
    private volatile NodeKey key;
    private volatile @Nullable ClusterId clusterId;
    private volatile DiskRoll roll;
    private Set<UUID> givenUp = Set.of();

    private DataDirectories(
            List<DataDirectory> directories,
            Disk disk,
            NodeId nodeId,
            NodeKey key,
            @Nullable ClusterId clusterId,
            DiskRoll roll,
            Clock clock) {
        this.directories = directories;
        this.notes = new DirectoryNotes(directories, disk);
        this.nodeId = nodeId;
        this.key = key;
        this.clusterId = clusterId;
        this.roll = roll;
        this.clock = clock;
    }

    /**
     * Opens them all. A directory whose disk fails is left out and reported; the others go on.
     *
     * @param capacityBytes what each may use at most; null for as much as its file system has
     * @throws StartRefusedException if one is in use, belongs elsewhere, or is no data directory; nothing is changed then
     */
    public static DataDirectories open(List<Path> paths, @Nullable Long capacityBytes, Clock clock) {
        return open(paths, capacityBytes, clock, new LocalDisk());
    }

    static DataDirectories open(List<Path> paths, @Nullable Long capacityBytes, Clock clock, Disk disk) {
        Promises promises = new Promises();
        List<DataDirectory> directories = paths.stream()
                .map(path -> new DataDirectory(path, disk, capacityBytes, promises))
                .toList();
        try {
            directories.forEach(directory -> attempt(directory, it -> it.look().ifPresent(it::take)));
            DiskRoll roll = DiskRoll.of(markers(directories));
            NodeId nodeId =
                    agree("nodes", directories, marked(DirectoryMarker::nodeId)).orElseGet(NodeId::random);
            ClusterId clusterId = agree("clusters", directories, marked(DirectoryMarker::clusterId))
                    .orElse(null);
            NodeKey key = agree("nodes, by their keys", directories, DataDirectory::key)
                    .orElseGet(NodeKey::generate);
            directories.forEach(directory -> attempt(directory, it -> examineVacant(it, roll)));
            directories.stream()
                    .filter(directory -> directory.marker().isPresent())
                    .forEach(directory -> attempt(directory, it -> resume(it, key, clusterId, roll)));
            refuseIfNoneIsUsable(directories);
            return new DataDirectories(directories, disk, nodeId, key, clusterId, roll, clock);
        } catch (RuntimeException e) {
            directories.forEach(DataDirectory::close);
            throw e;
        }
    }

    private static Map<Path, DirectoryMarker> markers(List<DataDirectory> directories) {
        Map<Path, DirectoryMarker> markers = new LinkedHashMap<>();
        directories.forEach(directory -> directory.marker().ifPresent(marker -> markers.put(directory.path(), marker)));
        return markers;
    }

    private static void examineVacant(DataDirectory directory, DiskRoll roll) throws IOException {
        if (directory.isVacant()) {
            Optional<DirectoryMarker.Sibling> missing = roll.missingAt(directory.path());
            if (missing.isPresent()) {
                directory.refuse(inPlaceOf(missing.get()));
            } else {
                directory.refuseUnlessEmpty();
                directory.locate();
            }
        }
    }

    private static String inPlaceOf(DirectoryMarker.Sibling missing) {
        return ("the disk %s of this node belongs here and is not there: mount it, and the node uses it. If it is lost and this"
                        + " is a new disk: 'dfs node disk accept'")
                .formatted(missing.directoryId());
    }

    private static void resume(DataDirectory directory, NodeKey key, @Nullable ClusterId clusterId, DiskRoll roll)
            throws IOException {
        if (directory.key().isEmpty()) {
            directory.keep(key);
        }
        directory.remember(clusterId, roll); // a crash may have come between the markers of two directories
        directory.prepare();
    }

    private DirectoryMarker newMarker(UUID directoryId, ClusterId cluster, DiskRoll known) {
        return new DirectoryMarker(
                DirectoryMarker.FORMAT_VERSION,
                cluster,
                nodeId,
                directoryId,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                known.siblingsOf(directoryId));
    }

    private static <T> Function<DataDirectory, Optional<T>> marked(Function<DirectoryMarker, @Nullable T> of) {
        return directory -> directory.marker().map(of);
    }

    /** The one value that the directories have, if any has one. */
    private static <T> Optional<T> agree(
            String things, List<DataDirectory> directories, Function<DataDirectory, Optional<T>> of) {
        Set<T> values = directories.stream()
                .flatMap(directory -> of.apply(directory).stream())
                .collect(Collectors.toSet());
        if (values.size() > 1) {
            throw new StartRefusedException(
                    "The data directories %s belong to different %s (%s): give each node only its own."
                            .formatted(
                                    directories.stream()
                                            .map(DataDirectory::path)
                                            .toList(),
                                    things,
                                    values));
        }
        return values.stream().findFirst();
    }

    /** A step that changes a directory. */
    @FunctionalInterface
    private interface Step {
        void run(DataDirectory directory) throws IOException;
    }

    private static void attempt(DataDirectory directory, Step step) {
        if (!directory.hasFailed()) {
            try {
                step.run(directory);
            } catch (IOException e) {
                directory.fail(e.toString());
            }
        }
    }

    private static void refuseIfNoneIsUsable(List<DataDirectory> directories) {
        if (directories.stream()
                .noneMatch(directory -> directory.works() || (directory.isVacant() && !directory.isRefused()))) {
            throw noneUsable(directories);
        }
    }

    private static StartRefusedException noneUsable(List<DataDirectory> directories) {
        return new StartRefusedException("None of the data directories can be used: "
                + directories.stream()
                        .map(directory ->
                                directory.path() + " (" + directory.report().failure() + ")")
                        .collect(Collectors.joining(", "))
                + ".");
    }

    /** Changes only as long as no directory is this node's: then the first disk that appears says who the node is. */
    public NodeId nodeId() {
        return nodeId;
    }

    /** By what the cluster knows this node; every directory has a copy. Changes with the node id. */
    public NodeKey key() {
        return key;
    }

    /** Null until the node has been registered for the first time. */
    public @Nullable ClusterId clusterId() {
        return clusterId;
    }

    /**
     * Takes the answer to a registration: writes the cluster into the markers that have none yet, and makes those empty
     * directories the node's that may join.
     *
     * @param registeredAs the node id that was registered
     * @throws DfsException {@link ErrorCode#WRONG_CLUSTER} if the directories have another cluster; {@link
     *     ErrorCode#NODE_UNKNOWN} if the first disk has appeared meanwhile, and with it another node id
     * @throws StartRefusedException if no directory can be used
     */
    public synchronized void adopt(NodeId registeredAs, NodeRegistered registered) {
        ClusterId cluster = registered.clusterId();
        ClusterId current = clusterId;
        if (current != null && !current.equals(cluster)) {
            throw new DfsException(
                    ErrorCode.WRONG_CLUSTER,
                    "the data directories belong to cluster %s, not to %s".formatted(current, cluster));
        }
        if (!registeredAs.equals(nodeId)) {
            throw new DfsException(
                    ErrorCode.NODE_UNKNOWN, "the node has found its disk and is %s now".formatted(nodeId));
        }
        List<UUID> known = registered.disksGivenUp();
        givenUp = known == null ? Set.of() : Set.copyOf(known);
        roll = roll.without(givenUp);
        List<DiskVerdict> verdicts = registered.disks(); // null from a service of an older version
        boolean allJoined = directories.stream()
                .filter(DataDirectory::isVacant)
                .map(directory -> settle(directory, cluster, verdicts))
                .reduce(true, Boolean::logicalAnd);
        directories.forEach(directory -> attempt(directory, it -> it.remember(cluster, roll)));
        clusterId = cluster;
        if (!allJoined && directories.stream().noneMatch(DataDirectory::works)) {
            throw noneUsable(directories);
        }
    }

    /** False if the directory may join and can't. */
    private boolean settle(DataDirectory directory, ClusterId cluster, @Nullable List<DiskVerdict> verdicts) {
        Optional<String> reason = verdicts == null ? Optional.empty() : refusal(directory, verdicts);
        if (reason.isPresent() || (verdicts == null && directory.isRefused())) {
            reason.ifPresent(directory::refuse);
            return true;
        }
        UUID directoryId = Ids.next();
        DiskRoll joined = roll.with(directory.path(), directoryId);
        try {
            directory.join(key, newMarker(directoryId, cluster, joined));
            return true;
        } catch (StartRefusedException e) {
            directory.refuse("it can't be used: " + e.getMessage());
            return false;
        } catch (IOException e) {
            directory.fail(e.toString());
            return false;
        } finally {
            if (directory
                    .marker()
                    .isPresent()) { // even if it failed after that: then it is one of the node's failed disks
                roll = joined;
            }
        }
    }

    private static Optional<String> refusal(DataDirectory directory, List<DiskVerdict> verdicts) {
        String path = directory.path().toString();
        return verdicts.stream()
                .filter(verdict -> verdict.path().equals(path))
                .findFirst()
                .map(verdict -> verdict.joins()
                        ? Optional.<String>empty()
                        : Optional.of(Objects.requireNonNullElse(verdict.reason(), "the metadata service refuses it")))
                .orElseGet(() -> Optional.of("the metadata service has not said that it may join"));
    }

    /** Whether a directory that was not there, or failed, at the last registration is empty: only a registration lets it join. */
    public boolean asksToJoin() {
        return clusterId != null
                && directories.stream().anyMatch(directory -> directory.isVacant() && !directory.isRefused());
    }

    /** Tries the directories that are not used. A disk that appears, or works again, is used without a restart of the node. */
    public void tryAgain() {
        directories.stream().filter(DataDirectories::isToBeSearched).forEach(this::search);
        directories.stream()
                .filter(directory -> directory.marker().isPresent())
                .filter(directory ->
                        directory.isToBePrepared() || directory.health().isToBeTried())
                .forEach(DataDirectory::tryAgain);
    }

    private static boolean isToBeSearched(DataDirectory directory) {
        return directory.marker().isEmpty()
                && (!directory.hasFailed() || directory.health().isToBeTried());
    }

    private synchronized void search(DataDirectory directory) {
        int failures = directory.health().failures();
        try {
            Optional<DataDirectory.Found> found = directory.look();
            if (found.isPresent()) {
                take(directory, found.get());
            }
            if (directory.hasFailed()) {
                directory.health().recover(failures);
                examineVacant(directory, roll);
            }
        } catch (StartRefusedException e) {
            directory.refuse(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            directory.health().stillFails(e.toString());
        }
    }

    private void take(DataDirectory directory, DataDirectory.Found found) throws IOException {
        DirectoryMarker marker = found.marker();
        Optional<String> foreign = foreign(found);
        if (foreign.isPresent()) {
            found.giveBack();
            directory.refuse(foreign.get());
            return;
        }
        if (hasNoIdentity()) {
            nodeId = marker.nodeId();
            key = found.key() == null ? key : found.key();
            clusterId = marker.clusterId();
        }
        LOG.info("data directory {} is there now: disk {}", directory.path(), marker.directoryId());
        directory.take(found);
        roll = DiskRoll.of(markers(directories)).without(givenUp);
        if (found.key() == null) {
            directory.keep(key);
        }
        directories.forEach(each -> attempt(each, it -> it.remember(clusterId, roll)));
        directories.stream()
                .filter(DataDirectory::isVacant)
                .forEach(vacant -> roll.missingAt(vacant.path()).ifPresent(it -> vacant.refuse(inPlaceOf(it))));
    }

    /** Whether nothing says who this node is but its own choice at the start. */
    private boolean hasNoIdentity() {
        return clusterId == null
                && directories.stream().allMatch(directory -> directory.marker().isEmpty());
    }

    /** Why a directory that has appeared is not this node's; empty if it is. */
    private Optional<String> foreign(DataDirectory.Found found) {
        DirectoryMarker marker = found.marker();
        if (hasNoIdentity()) {
            return Optional.empty();
        }
        if (!marker.nodeId().equals(nodeId)) {
            return Optional.of("it belongs to node %s, and this is node %s".formatted(marker.nodeId(), nodeId));
        }
        if (marker.clusterId() != null
                && clusterId != null
                && !marker.clusterId().equals(clusterId)) {
            return Optional.of(
                    "it belongs to cluster %s, and this node to %s".formatted(marker.clusterId(), clusterId));
        }
        if (found.key() != null && !found.key().equals(key)) {
            return Optional.of("it belongs to another node, by its key");
        }
        return directories.stream()
                .filter(other -> other.marker()
                        .filter(it -> it.directoryId().equals(marker.directoryId()))
                        .isPresent())
                .findFirst()
                .map(other -> "it is a copy of %s: both have the id %s".formatted(other.path(), marker.directoryId()));
    }

    /** What the metadata service is told: every configured directory, and the remembered disks that are gone. */
    public List<NodeDisk> disks() {
        Set<String> places = directories.stream()
                .map(directory -> directory.path().toString())
                .collect(Collectors.toSet());
        Stream<NodeDisk> missing = roll.missing().stream()
                .map(sibling -> new NodeDisk(
                        sibling.directoryId(),
                        sibling.path(),
                        NodeDisk.Condition.MISSING,
                        places.contains(sibling.path())
                                ? "it is not in its place: is it mounted?"
                                : "it is not among the configured directories (DFS_NODE_DATA_DIRS)"));
        return Stream.concat(directories.stream().map(DataDirectory::describe), missing)
                .toList();
    }

    /** Of the directories that were written to or read from in the last minutes. */
    public List<DiskLatency> latencies() {
        return directories.stream()
                .map(DataDirectory::latency)
                .filter(latency -> latency.writes() != null || latency.reads() != null)
                .toList();
    }

    public Notes notes() {
        return notes;
    }

    /** Beside the chunks of the first directory that works: where this node's audit log lies. Empty while none does. */
    public Optional<Path> auditFolder() {
        return directories.stream()
                .filter(DataDirectory::works)
                .findFirst()
                .map(directory -> directory.path().resolve(DataDirectory.AUDIT_FOLDER));
    }

    List<DataDirectory> all() {
        return directories;
    }

    /** Those that have been proven to be this node's, even if they have failed since: what is on them may be believed. */
    List<DataDirectory> owned() {
        return directories.stream()
                .filter(directory -> directory.marker().isPresent())
                .filter(directory -> directory.works() || directory.hasFailed())
                .toList();
    }

    @Override
    public void close() {
        directories.forEach(DataDirectory::close);
    }
}
