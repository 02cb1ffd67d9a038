package io.dfs.common.api;

import io.dfs.common.error.DfsException;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the metadata service does for people who look after a cluster. Every method throws {@link DfsException} with a code
 * from the catalogue and is safe to repeat (I-8).
 */
public interface OperationsApi {

    /** Answers even when parts are down, the database included; says then how old its facts are. */
    ClusterStatus status();

    SafeModeState leaveSafeMode(SafeModeExit exit);

    FsckReply fsck(FsckRequest request);

    /** From the extent at {@code fromPosition} on, {@code limit} chunks at most. */
    Explanation explain(FilePath path, int fromPosition, int limit);

    RepairItems repairs(@Nullable String after, int limit);

    // What was removed

    TrashPage trash(@Nullable String after, int limit);

    FileStat undelete(UndeleteRequest request);

    /** For anyone who may remove the entries; at most as many as a page of the trash has. */
    TrashPurged purgeTrash(TrashPurgeRequest request);

    /** For admins. */
    Released release(ReleaseRequest request);

    QuarantinePage quarantine(@Nullable UUID after, int limit);

    /** Brings a replica back from quarantine; it counts again once its node has done so and verified it. */
    QuarantineItem restoreFromQuarantine(UUID removalId);

    LedgerPage ledger(ChunkId chunkId, @Nullable UUID after, int limit);

    // Files

    FileStat setReplication(FilePath path, ReplicationRequest request);

    // Nodes, by name

    NodeStatus setAdminState(String node, AdminStateRequest request);

    DrainProgress drainProgress(String node);

    /** Forgets a node that is DRAINED, or dead and not needed by any chunk; its files stay on its disks. */
    void removeNode(String node);

    /** The node's unknown chunks are orphans, however many they are: they may go to quarantine when they are old. */
    NodeStatus acceptOrphans(String node);

    /** As {@link #acceptOrphans}, of all nodes that have reported their chunks. */
    NodeList acceptAllOrphans();

    // Disks of nodes

    /** @param node null for the disks of all nodes */
    DiskList disks(@Nullable String node);

    /** The disk will not come back. What was on it counts as lost; its place stays unused. */
    DiskStatus retireDisk(String node, DiskRequest request);

    /**
     * The disk will not come back, and what stands in its place is a new disk for the node. If it was the last disk of a dead
     * node, that one is told of under another name from now on, and its name is free for a new node.
     */
    DiskStatus replaceDisk(String node, DiskRequest request);
}
