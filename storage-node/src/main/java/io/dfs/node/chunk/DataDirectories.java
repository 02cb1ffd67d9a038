package io.dfs.node.chunk;

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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The data directories of this node, locked and proven to belong together: all carry the same node id and no two name
 * different clusters or have different keys. New, empty directories join.
 */
public final class DataDirectories implements AutoCloseable {

    private final List<DataDirectory> directories;
    private final Notes notes;
    private final NodeId nodeId;
    private final NodeKey key;
    private volatile @Nullable ClusterId clusterId;

    private DataDirectories(
            List<DataDirectory> directories, Disk disk, NodeId nodeId, NodeKey key, @Nullable ClusterId clusterId) {
        this.directories = directories;
        this.notes = new DirectoryNotes(directories, disk);
        this.nodeId = nodeId;
        this.key = key;
        this.clusterId = clusterId;
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
            directories.forEach(directory -> attempt(directory, DataDirectory::open));
            NodeId nodeId =
                    agree("nodes", directories, marked(DirectoryMarker::nodeId)).orElseGet(NodeId::random);
            ClusterId clusterId = agree("clusters", directories, marked(DirectoryMarker::clusterId))
                    .orElse(null);
            NodeKey key = agree("nodes, by their keys", directories, DataDirectory::key)
                    .orElseGet(NodeKey::generate);
            directories.forEach(directory -> attempt(directory, it -> {
                if (it.key().isEmpty()) {
                    it.keep(key); // before the marker, so that no marked directory of this version is without
                }
                if (it.marker().isEmpty()) {
                    it.mark(newMarker(nodeId, clusterId, clock));
                }
                it.prepare();
            }));
            refuseIfNoneWorks(directories);
            DataDirectories opened = new DataDirectories(directories, disk, nodeId, key, clusterId);
            if (clusterId != null) {
                opened.adopt(clusterId); // a crash may have come between the first and the last directory's adoption
            }
            return opened;
        } catch (RuntimeException e) {
            directories.forEach(DataDirectory::close);
            throw e;
        }
    }

    private static DirectoryMarker newMarker(NodeId nodeId, @Nullable ClusterId clusterId, Clock clock) {
        return new DirectoryMarker(
                DirectoryMarker.FORMAT_VERSION,
                clusterId,
                nodeId,
                Ids.next(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
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
        if (directory.works()) {
            try {
                step.run(directory);
            } catch (IOException e) {
                directory.fail(e.toString());
            }
        }
    }

    private static void refuseIfNoneWorks(List<DataDirectory> directories) {
        if (directories.stream().noneMatch(DataDirectory::works)) {
            throw new StartRefusedException("None of the data directories can be used: "
                    + directories.stream()
                            .map(directory ->
                                    directory.path() + " (" + directory.report().failure() + ")")
                            .collect(Collectors.joining(", "))
                    + ".");
        }
    }

    public NodeId nodeId() {
        return nodeId;
    }

    /** By what the cluster knows this node; every directory has a copy. */
    public NodeKey key() {
        return key;
    }

    /** Null until the node has been registered for the first time. */
    public @Nullable ClusterId clusterId() {
        return clusterId;
    }

    /**
     * Writes the cluster into the markers that have none yet.
     *
     * @throws DfsException {@link ErrorCode#WRONG_CLUSTER} if they have another one
     */
    public synchronized void adopt(ClusterId cluster) {
        ClusterId current = clusterId;
        if (current != null && !current.equals(cluster)) {
            throw new DfsException(
                    ErrorCode.WRONG_CLUSTER,
                    "the data directories belong to cluster %s, not to %s".formatted(current, cluster));
        }
        directories.forEach(directory -> attempt(directory, it -> it.adopt(cluster)));
        clusterId = cluster;
    }

    public Notes notes() {
        return notes;
    }

    /** Beside the chunks of the first directory that works: where this node's audit log lies. */
    public Path auditFolder() {
        return directories.stream()
                .filter(DataDirectory::works)
                .findFirst()
                .orElseGet(directories::getFirst)
                .path()
                .resolve(DataDirectory.AUDIT_FOLDER);
    }

    List<DataDirectory> all() {
        return directories;
    }

    /** Those that have been proven to be this node's, even if they have failed since: what is on them may be believed. */
    List<DataDirectory> owned() {
        return directories.stream()
                .filter(directory -> directory.marker().isPresent())
                .toList();
    }

    @Override
    public void close() {
        directories.forEach(DataDirectory::close);
    }
}
