package io.dfs.common.http;

import io.dfs.common.api.*;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.NodeId;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.net.URIBuilder;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** The metadata service over HTTP. Thread-safe; the HTTP client is the caller's to close. */
public final class HttpMetadataApi implements MetadataApi {

    private final CloseableHttpClient http;
    private final URI endpoint;
    private final Retry retry;
    private final @Nullable Supplier<String> serviceToken;

    /**
     * @param endpoint such as {@code http://localhost:7070}
     * @param serviceToken makes the token for calls that only programs of the cluster may do; null for anybody else
     */
    public HttpMetadataApi(
            CloseableHttpClient http, URI endpoint, Retry retry, @Nullable Supplier<String> serviceToken) {
        this.http = http;
        this.endpoint = endpoint;
        this.retry = retry;
        this.serviceToken = serviceToken;
    }

    @Override
    public ClusterInfo cluster() {
        return call("GET", uri("cluster"), null, ClusterInfo.class);
    }

    @Override
    public NodeList nodes() {
        return call("GET", uri("nodes"), null, NodeList.class);
    }

    @Override
    public Allocation allocate(AllocationRequest request) {
        return call("POST", uri("allocations"), request, Allocation.class);
    }

    @Override
    public CommitReply commit(CommitRequest request) {
        return call("POST", uri("files"), request, CommitReply.class);
    }

    @Override
    public FileStat stat(FilePath path) {
        return call("GET", uri("files").addParameter("path", path.toString()), null, FileStat.class);
    }

    @Override
    public FileLocations locations(FilePath path, long offset, @Nullable Long length) {
        URIBuilder uri =
                uri("locations").addParameter("path", path.toString()).addParameter("offset", Long.toString(offset));
        if (length != null) {
            uri.addParameter("length", Long.toString(length));
        }
        return call("GET", uri, null, FileLocations.class);
    }

    @Override
    public DirectoryPage list(FilePath path, @Nullable String after, int limit) {
        URIBuilder uri =
                uri("directories").addParameter("path", path.toString()).addParameter("limit", Integer.toString(limit));
        if (after != null) {
            uri.addParameter("after", after);
        }
        return call("GET", uri, null, DirectoryPage.class);
    }

    @Override
    public FileStat makeDirectory(MakeDirectoryRequest request) {
        return call("POST", uri("directories"), request, FileStat.class);
    }

    @Override
    public Removed remove(FilePath path, boolean recursive) {
        URIBuilder uri = uri("files")
                .addParameter("path", path.toString())
                .addParameter("recursive", Boolean.toString(recursive));
        return call("DELETE", uri, null, Removed.class);
    }

    @Override
    public void reportBadReplica(BadReplicaReport report) {
        call("POST", uri("bad-replicas"), report, Void.class);
    }

    @Override
    public NodeRegistered register(NodeRegistration registration) {
        return call("POST", uri("nodes"), registration, NodeRegistered.class);
    }

    @Override
    public HeartbeatReply heartbeat(NodeId nodeId, Heartbeat heartbeat) {
        return call("POST", uri("nodes", nodeId.toString(), "heartbeats"), heartbeat, HeartbeatReply.class);
    }

    @Override
    public void reportVerifications(NodeId nodeId, List<ReplicaVerification> verifications) {
        call("POST", uri("nodes", nodeId.toString(), "verifications"), verifications, Void.class);
    }

    @Override
    public RepairScan scanForRepairs(RepairScanRequest request) {
        return call("POST", uri("repairs", "scans"), request, RepairScan.class);
    }

    @Override
    public RepairClaims claimRepairs(RepairClaimRequest request) {
        return call("POST", uri("repairs", "claims"), request, RepairClaims.class);
    }

    @Override
    public void completeRepair(UUID workId, RepairCompletion completion) {
        call("POST", uri("repairs", workId.toString(), "completion"), completion, Void.class);
    }

    @Override
    public void failRepair(UUID workId, RepairFailure failure) {
        call("POST", uri("repairs", workId.toString(), "failure"), failure, Void.class);
    }

    private URIBuilder uri(String... segments) {
        URIBuilder uri = new URIBuilder(endpoint);
        return uri.appendPathSegments("api", "v1").appendPathSegments(segments);
    }

    private <T> T call(String method, URIBuilder uri, @Nullable Object body, Class<T> type) {
        byte[] json = body == null ? null : Json.write(body);
        return retry.call(() -> attempt(method, uri, json, type));
    }

    @SuppressWarnings("NullAway") // a Void call has no answer to return
    private <T> T attempt(String method, URIBuilder uri, byte @Nullable [] json, Class<T> type) {
        try {
            HttpUriRequestBase request = new HttpUriRequestBase(method, uri.build());
            if (serviceToken != null) {
                request.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + serviceToken.get());
            }
            if (json != null) {
                request.setEntity(new ByteArrayEntity(json, ContentType.APPLICATION_JSON));
            }
            return http.execute(request, response -> {
                if (response.getCode() / 100 != 2) {
                    throw Problems.read(response, "the metadata service");
                }
                return type == Void.class ? null : Json.read(EntityUtils.toByteArray(response.getEntity()), type);
            });
        } catch (IOException e) {
            throw new DfsException(
                    ErrorCode.UNAVAILABLE,
                    "the metadata service at %s does not answer: %s".formatted(endpoint, e.getMessage()),
                    e);
        } catch (JacksonException e) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "%s did not answer as a dfs metadata service: check the address".formatted(endpoint),
                    e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a URI built from parts is well-formed", e);
        }
    }
}
