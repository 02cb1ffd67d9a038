package io.dfs.common.http;

import io.dfs.common.api.AccessApi;
import io.dfs.common.api.AuditPage;
import io.dfs.common.api.Caller;
import io.dfs.common.api.CreatedToken;
import io.dfs.common.api.TokenInfo;
import io.dfs.common.api.TokenPage;
import io.dfs.common.api.TokenRequest;
import io.dfs.common.api.TreeAccess;
import io.dfs.common.api.TreeAccessRequest;
import io.dfs.common.file.FilePath;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.net.URIBuilder;
import org.jspecify.annotations.Nullable;

/** Tokens, access lists and the audit log over HTTP. Thread-safe; the HTTP client is the caller's to close. */
public final class HttpAccessApi implements AccessApi {

    private final MetadataRequests requests;

    /** @param token gives the bearer token of each request; null for none */
    public HttpAccessApi(
            CloseableHttpClient http, MetadataEndpoints endpoints, Retry retry, @Nullable Supplier<String> token) {
        this.requests = new MetadataRequests(http, endpoints, retry, token);
    }

    @Override
    public Caller whoAmI() {
        return requests.call("GET", requests.uri("caller"), null, Caller.class);
    }

    @Override
    public CreatedToken createToken(TokenRequest request) {
        return requests.call("POST", requests.uri("tokens"), request, CreatedToken.class);
    }

    @Override
    public TokenPage tokens(@Nullable UUID after, int limit) {
        return requests.call("GET", page(requests.uri("tokens"), "after", after, limit), null, TokenPage.class);
    }

    @Override
    public TokenInfo revokeToken(String name) {
        return requests.call("DELETE", requests.uri("tokens", name), null, TokenInfo.class);
    }

    @Override
    public TreeAccess access(FilePath path) {
        return requests.call("GET", accessTo(path), null, TreeAccess.class);
    }

    @Override
    public TreeAccess setAccess(FilePath path, TreeAccessRequest request) {
        return requests.call("PUT", accessTo(path), request, TreeAccess.class);
    }

    @Override
    public AuditPage audit(@Nullable UUID before, int limit, @Nullable String who, @Nullable FilePath path) {
        URIBuilder uri = page(requests.uri("audit"), "before", before, limit);
        if (who != null) {
            uri.addParameter("who", who);
        }
        if (path != null) {
            uri.addParameter("path", path.toString());
        }
        return requests.call("GET", uri, null, AuditPage.class);
    }

    private URIBuilder accessTo(FilePath path) {
        return requests.uri("access").addParameter("path", path.toString());
    }

    private static URIBuilder page(URIBuilder uri, String name, @Nullable UUID from, int limit) {
        if (from != null) {
            uri.addParameter(name, from.toString());
        }
        return uri.addParameter("limit", Integer.toString(limit));
    }
}
