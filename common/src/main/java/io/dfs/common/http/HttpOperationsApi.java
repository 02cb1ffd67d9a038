package io.dfs.common.http;

import io.dfs.common.api.*;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.net.URIBuilder;
import org.jspecify.annotations.Nullable;

/** The operations of the metadata service over HTTP. Thread-safe; the HTTP client is the caller's to close. */
public final class HttpOperationsApi implements OperationsApi {

    private final MetadataRequests requests;

    /** @param token gives the bearer token of each request; null for none */
    public HttpOperationsApi(
            CloseableHttpClient http, MetadataEndpoints endpoints, Retry retry, @Nullable Supplier<String> token) {
        this.requests = new MetadataRequests(http, endpoints, retry, token);
    }

    /** @param endpoint such as {@code http://localhost:7070} */
    public HttpOperationsApi(CloseableHttpClient http, URI endpoint, Retry retry, @Nullable Supplier<String> token) {
        this(http, new MetadataEndpoints(List.of(endpoint)), retry, token);
    }

    @Override
    public ClusterStatus status() {
        return requests.call("GET", requests.uri("cluster"), null, ClusterStatus.class);
    }

    @Override
    public SafeModeState leaveSafeMode(SafeModeExit exit) {
        return requests.call("POST", requests.uri("cluster", "safe-mode-exits"), exit, SafeModeState.class);
    }

    @Override
    public FsckReply fsck(FsckRequest request) {
        return requests.call("POST", requests.uri("fsck"), request, FsckReply.class);
    }

    @Override
    public Explanation explain(FilePath path, int fromPosition, int limit) {
        return requests.call(
                "GET",
                page(requests.uri("explanations").addParameter("path", path.toString()), "from", fromPosition, limit),
                null,
                Explanation.class);
    }

    @Override
    public RepairItems repairs(@Nullable String after, int limit) {
        return requests.call("GET", page(requests.uri("repairs"), "after", after, limit), null, RepairItems.class);
    }

    @Override
    public TrashPage trash(@Nullable String after, int limit) {
        return requests.call("GET", page(requests.uri("trash"), "after", after, limit), null, TrashPage.class);
    }

    @Override
    public FileStat undelete(UndeleteRequest request) {
        return requests.call("POST", requests.uri("trash", "restorations"), request, FileStat.class);
    }

    @Override
    public TrashPurged purgeTrash(TrashPurgeRequest request) {
        return requests.call("POST", requests.uri("trash", "purges"), request, TrashPurged.class);
    }

    @Override
    public Released release(ReleaseRequest request) {
        return requests.call("POST", requests.uri("quarantine", "releases"), request, Released.class);
    }

    @Override
    public QuarantinePage quarantine(@Nullable UUID after, int limit) {
        return requests.call(
                "GET", page(requests.uri("quarantine"), "after", after, limit), null, QuarantinePage.class);
    }

    @Override
    public QuarantineItem restoreFromQuarantine(UUID removalId) {
        return requests.call(
                "POST", requests.uri("quarantine", removalId.toString(), "restoration"), null, QuarantineItem.class);
    }

    @Override
    public LedgerPage ledger(ChunkId chunkId, @Nullable UUID after, int limit) {
        return requests.call(
                "GET",
                page(requests.uri("ledger").addParameter("chunkId", chunkId.toString()), "after", after, limit),
                null,
                LedgerPage.class);
    }

    @Override
    public FileStat setReplication(FilePath path, ReplicationRequest request) {
        return requests.call(
                "PUT",
                requests.uri("files", "replication").addParameter("path", path.toString()),
                request,
                FileStat.class);
    }

    @Override
    public NodeStatus setAdminState(String node, AdminStateRequest request) {
        return requests.call("PUT", requests.uri("nodes", node, "admin-state"), request, NodeStatus.class);
    }

    @Override
    public DrainProgress drainProgress(String node) {
        return requests.call("GET", requests.uri("nodes", node, "drain"), null, DrainProgress.class);
    }

    @Override
    public void removeNode(String node) {
        requests.call("DELETE", requests.uri("nodes", node), null, Void.class);
    }

    @Override
    public NodeStatus acceptOrphans(String node) {
        return requests.call("POST", requests.uri("nodes", node, "orphan-acceptance"), null, NodeStatus.class);
    }

    @Override
    public NodeList acceptAllOrphans() {
        return requests.call("POST", requests.uri("cluster", "orphan-acceptance"), null, NodeList.class);
    }

    @Override
    public DiskList disks(@Nullable String node) {
        URIBuilder uri = requests.uri("disks");
        return requests.call("GET", node == null ? uri : uri.addParameter("node", node), null, DiskList.class);
    }

    @Override
    public DiskStatus retireDisk(String node, DiskRequest request) {
        return requests.call("POST", requests.uri("nodes", node, "disk-retirements"), request, DiskStatus.class);
    }

    @Override
    public DiskStatus replaceDisk(String node, DiskRequest request) {
        return requests.call("POST", requests.uri("nodes", node, "disk-replacements"), request, DiskStatus.class);
    }

    private static URIBuilder page(URIBuilder uri, String name, @Nullable Object from, int limit) {
        if (from != null) {
            uri.addParameter(name, from.toString());
        }
        return uri.addParameter("limit", Integer.toString(limit));
    }
}
