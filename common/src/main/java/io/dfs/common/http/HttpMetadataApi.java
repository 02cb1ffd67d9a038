package io.dfs.common.http;

import io.dfs.common.api.*;
import io.dfs.common.api.SlowNodeReport;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.NodeId;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.net.URIBuilder;
import org.jspecify.annotations.Nullable;

/** The metadata service over HTTP. Thread-safe; the HTTP client is the caller's to close. */
public final class HttpMetadataApi implements MetadataApi {

    private final MetadataRequests requests;

    /** @param token gives the bearer token of each request; null for none */
    public HttpMetadataApi(
            CloseableHttpClient http, MetadataEndpoints endpoints, Retry retry, @Nullable Supplier<String> token) {
        this.requests = new MetadataRequests(http, endpoints, retry, token);
    }

    /** @param time learns the services' time from their answers */
    public HttpMetadataApi(
            CloseableHttpClient http,
            MetadataEndpoints endpoints,
            Retry retry,
            Supplier<String> token,
            ServiceTime time) {
        this.requests = new MetadataRequests(http, endpoints, retry, token, time);
    }

    /** @param endpoint such as {@code http://localhost:7070} */
    public HttpMetadataApi(CloseableHttpClient http, URI endpoint, Retry retry, @Nullable Supplier<String> token) {
        this(http, new MetadataEndpoints(List.of(endpoint)), retry, token);
    }

    @Override
    public ClusterInfo cluster() {
        return requests.call("GET", uri("cluster", "info"), null, ClusterInfo.class);
    }

    @Override
    public NodeList nodes() {
        return requests.call("GET", uri("nodes"), null, NodeList.class);
    }

    @Override
    public Allocation allocate(AllocationRequest request) {
        return requests.call("POST", uri("allocations"), request, Allocation.class);
    }

    @Override
    public CommitReply commit(CommitRequest request) {
        return requests.call("POST", uri("files"), request, CommitReply.class);
    }

    @Override
    public FileStat stat(FilePath path) {
        return requests.call("GET", uri("files").addParameter("path", path.toString()), null, FileStat.class);
    }

    @Override
    public FileLocations locations(FilePath path, long offset, @Nullable Long length) {
        URIBuilder uri =
                uri("locations").addParameter("path", path.toString()).addParameter("offset", Long.toString(offset));
        if (length != null) {
            uri.addParameter("length", Long.toString(length));
        }
        return requests.call("GET", uri, null, FileLocations.class);
    }

    @Override
    public DirectoryPage list(FilePath path, @Nullable String after, int limit) {
        return requests.call("GET", listing(path, after, limit), null, DirectoryPage.class);
    }

    @Override
    public DirectoryPage listTree(FilePath path, @Nullable String after, int limit) {
        URIBuilder uri = listing(path, after, limit).addParameter("below", "true");
        return requests.call("GET", uri, null, DirectoryPage.class);
    }

    private URIBuilder listing(FilePath path, @Nullable String after, int limit) {
        URIBuilder uri =
                uri("directories").addParameter("path", path.toString()).addParameter("limit", Integer.toString(limit));
        return after == null ? uri : uri.addParameter("after", after);
    }

    @Override
    public FileStat makeDirectory(MakeDirectoryRequest request) {
        return requests.call("POST", uri("directories"), request, FileStat.class);
    }

    @Override
    public Removed remove(FilePath path, boolean recursive) {
        return requests.call("DELETE", removal(path, recursive), null, Removed.class);
    }

    @Override
    public Removed removePermanently(FilePath path, boolean recursive) {
        URIBuilder uri = removal(path, recursive).addParameter("permanent", "true");
        return requests.call("DELETE", uri, null, Removed.class);
    }

    private URIBuilder removal(FilePath path, boolean recursive) {
        return uri("files")
                .addParameter("path", path.toString())
                .addParameter("recursive", Boolean.toString(recursive));
    }

    @Override
    public void reportSlowNode(SlowNodeReport report) {
        requests.call("POST", uri("slow-nodes"), report, Void.class);
    }

    @Override
    public void reportBadReplica(BadReplicaReport report) {
        requests.call("POST", uri("bad-replicas"), report, Void.class);
    }

    @Override
    public NodeRegistered register(NodeRegistration registration) {
        return requests.call("POST", uri("nodes"), registration, NodeRegistered.class);
    }

    @Override
    public HeartbeatReply heartbeat(NodeId nodeId, Heartbeat heartbeat) {
        return requests.call("POST", uri("nodes", nodeId.toString(), "heartbeats"), heartbeat, HeartbeatReply.class);
    }

    @Override
    public void reportVerifications(NodeId nodeId, List<ReplicaVerification> verifications) {
        requests.call("POST", uri("nodes", nodeId.toString(), "verifications"), verifications, Void.class);
    }

    @Override
    public RepairScan scanForRepairs(RepairScanRequest request) {
        return requests.call("POST", uri("repairs", "scans"), request, RepairScan.class);
    }

    @Override
    public RepairClaims claimRepairs(RepairClaimRequest request) {
        return requests.call("POST", uri("repairs", "claims"), request, RepairClaims.class);
    }

    @Override
    public void renewRepairs(List<RepairLease> leases) {
        requests.call("POST", uri("repairs", "renewals"), leases, Void.class);
    }

    @Override
    public void completeRepair(UUID workId, RepairCompletion completion) {
        requests.call("POST", uri("repairs", workId.toString(), "completion"), completion, Void.class);
    }

    @Override
    public void failRepair(UUID workId, RepairFailure failure) {
        requests.call("POST", uri("repairs", workId.toString(), "failure"), failure, Void.class);
    }

    @Override
    public void reportRemovals(NodeId nodeId, List<RemovalResult> results) {
        requests.call("POST", uri("nodes", nodeId.toString(), "removals"), results, Void.class);
    }

    @Override
    public ChunkReportStart startChunkReport(NodeId nodeId) {
        return requests.call("POST", uri("nodes", nodeId.toString(), "chunk-reports"), null, ChunkReportStart.class);
    }

    @Override
    public ChunkReportReply reportChunks(NodeId nodeId, ChunkReportPage page) {
        URIBuilder uri =
                uri("nodes", nodeId.toString(), "chunk-reports", page.reportId().toString(), "pages");
        return requests.call("POST", uri, page, ChunkReportReply.class);
    }

    @Override
    public void depart(NodeId nodeId, Departure departure) {
        requests.call("POST", uri("nodes", nodeId.toString(), "departure"), departure, Void.class);
    }

    @Override
    public BalanceRound balance() {
        return requests.call("POST", uri("repairs", "balance-rounds"), null, BalanceRound.class);
    }

    @Override
    public ReclaimRound reclaim() {
        return requests.call("POST", uri("repairs", "reclaim-rounds"), null, ReclaimRound.class);
    }

    private URIBuilder uri(String... segments) {
        return requests.uri(segments);
    }
}
