package io.dfs.common.api;

import io.dfs.common.error.DfsException;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.NodeId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the metadata service does for others. Every method throws {@link DfsException} with a code from the catalogue and
 * is safe to repeat (I-8).
 */
public interface MetadataApi {

    // For people and programs

    ClusterInfo cluster();

    NodeList nodes();

    Allocation allocate(AllocationRequest request);

    CommitReply commit(CommitRequest request);

    FileStat stat(FilePath path);

    /** The extents from {@code offset} on, as many as one answer carries, up to {@code length} bytes (null: to the end). */
    FileLocations locations(FilePath path, long offset, @Nullable Long length);

    /** Entries with a name above {@code after} (null: from the first), in the order of the names' bytes. */
    DirectoryPage list(FilePath path, @Nullable String after, int limit);

    /**
     * As {@link #list}, with pages of directories below for a walk that lists a directory's subdirectories one after the other, each with
     * all that is below it. All entries together are {@code limit} at most.
     */
    DirectoryPage listTree(FilePath path, @Nullable String after, int limit);

    FileStat makeDirectory(MakeDirectoryRequest request);

    /** Moves a file, an empty directory or (if {@code recursive}) any directory to the trash. */
    Removed remove(FilePath path, boolean recursive);

    /** As {@link #remove}, past the trash: it can't be undeleted. */
    Removed removePermanently(FilePath path, boolean recursive);

    void reportBadReplica(BadReplicaReport report);

    void reportSlowNode(SlowNodeReport report);

    // For nodes

    NodeRegistered register(NodeRegistration registration);

    HeartbeatReply heartbeat(NodeId nodeId, Heartbeat heartbeat);

    void reportVerifications(NodeId nodeId, List<ReplicaVerification> verifications);

    /** The outcomes of commands that a heartbeat's reply gave. */
    void reportRemovals(NodeId nodeId, List<RemovalResult> results);

    /** Begins a report of all chunks; a page whose listing began before this is refused by its {@code startedAt}. */
    ChunkReportStart startChunkReport(NodeId nodeId);

    ChunkReportReply reportChunks(NodeId nodeId, ChunkReportPage page);

    void depart(NodeId nodeId, Departure departure);

    // For controllers

    RepairScan scanForRepairs(RepairScanRequest request);

    RepairClaims claimRepairs(RepairClaimRequest request);

    /** Makes the claims last as long again as they did at first; those that have run out stay so. */
    void renewRepairs(List<RepairLease> leases);

    void completeRepair(UUID workId, RepairCompletion completion);

    void failRepair(UUID workId, RepairFailure failure);

    /** Plans moves from fuller to emptier nodes, a bounded number. */
    BalanceRound balance();

    /** Takes what is due one step further out: trash, unreferenced chunks, orphans, quarantine; and ends drains. */
    ReclaimRound reclaim();
}
