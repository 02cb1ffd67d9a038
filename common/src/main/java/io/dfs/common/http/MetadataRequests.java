package io.dfs.common.http;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
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

/** Sends requests to the metadata service: JSON there, JSON or a problem back, with retries. */
final class MetadataRequests {

    private final CloseableHttpClient http;
    private final URI endpoint;
    private final Retry retry;
    private final @Nullable Supplier<String> serviceToken;

    MetadataRequests(CloseableHttpClient http, URI endpoint, Retry retry, @Nullable Supplier<String> serviceToken) {
        this.http = http;
        this.endpoint = endpoint;
        this.retry = retry;
        this.serviceToken = serviceToken;
    }

    URIBuilder uri(String... segments) {
        URIBuilder uri = new URIBuilder(endpoint);
        return uri.appendPathSegments("api", "v1").appendPathSegments(segments);
    }

    <T> T call(String method, URIBuilder uri, @Nullable Object body, Class<T> type) {
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
