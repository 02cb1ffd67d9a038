package io.dfs.common.http;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.Ids;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.net.URIBuilder;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Sends requests to the metadata services: JSON there, JSON or a problem back, with retries. Where one service does not answer,
 * the next one is asked at once; only when none does is there a pause.
 */
final class MetadataRequests {

    /**
     * One request, the same in every attempt.
     *
     * @param target path and query, without an address
     * @param key names the change; null if nothing is changed
     */
    private record Call<T>(
            String method,
            URIBuilder target,
            @Nullable HttpEntity body,
            @Nullable String key,
            Class<T> type) {}

    private final CloseableHttpClient http;
    private final MetadataEndpoints endpoints;
    private final Retry retry;
    private final @Nullable Supplier<String> token;
    private final @Nullable ServiceTime time;

    MetadataRequests(
            CloseableHttpClient http, MetadataEndpoints endpoints, Retry retry, @Nullable Supplier<String> token) {
        this(http, endpoints, retry, token, null);
    }

    /** @param time is told when the services answer; null for none */
    MetadataRequests(
            CloseableHttpClient http,
            MetadataEndpoints endpoints,
            Retry retry,
            @Nullable Supplier<String> token,
            @Nullable ServiceTime time) {
        this.time = time;
        this.http = http;
        this.endpoints = endpoints;
        this.retry = retry;
        this.token = token;
    }

    /** Path and query of a request; whom it is sent to is decided when it is. */
    URIBuilder uri(String... segments) {
        return new URIBuilder().appendPathSegments("api", "v1").appendPathSegments(segments);
    }

    <T> T call(String method, URIBuilder target, @Nullable Object body, Class<T> type) {
        HttpEntity entity = body == null ? null : new ByteArrayEntity(Json.write(body), ContentType.APPLICATION_JSON);
        String key = method.equals("GET") ? null : Ids.next().toString();
        Call<T> call = new Call<>(method, target, entity, key, type);
        return retry.call(() -> attempt(call));
    }

    private <T> T attempt(Call<T> call) {
        List<NoAnswerException> failures = new ArrayList<>();
        for (URI endpoint : endpoints.inOrder()) {
            try {
                T answer = attempt(call, endpoint);
                endpoints.answered(endpoint);
                return answer;
            } catch (NoAnswerException e) {
                endpoints.didNotAnswer(endpoint);
                failures.add(e);
            }
        }
        throw failures.size() == 1 ? failures.getFirst() : nobody(failures);
    }

    private static DfsException nobody(List<NoAnswerException> failures) {
        String each = String.join(
                "; ",
                failures.stream()
                        .map(failure -> String.valueOf(failure.getMessage()))
                        .toList());
        DfsException nobody = new DfsException(ErrorCode.UNAVAILABLE, "no metadata service answers: " + each);
        failures.forEach(nobody::addSuppressed);
        return nobody;
    }

    @SuppressWarnings("NullAway") // a Void call has no answer to return
    private <T> T attempt(Call<T> call, URI endpoint) {
        try {
            return http.execute(request(call, endpoint), response -> {
                if (time != null) {
                    time.heard(response);
                }
                if (response.getCode() / 100 != 2) {
                    throw Problems.read(
                            response,
                            "the metadata service at " + endpoint,
                            call.body() == null ? 0 : call.body().getContentLength());
                }
                return call.type() == Void.class
                        ? null
                        : Json.read(EntityUtils.toByteArray(response.getEntity()), call.type());
            });
        } catch (IOException e) {
            throw new NoAnswerException(
                    "the metadata service at %s does not answer: %s".formatted(endpoint, Problems.describe(e)), e);
        } catch (JacksonException e) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "%s did not answer as a dfs metadata service: check the address".formatted(endpoint),
                    e);
        }
    }

    private HttpUriRequestBase request(Call<?> call, URI endpoint) {
        HttpUriRequestBase request = new HttpUriRequestBase(call.method(), at(endpoint, call.target()));
        if (token != null) {
            request.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token.get());
        }
        if (call.key() != null) {
            request.setHeader(DfsHeaders.IDEMPOTENCY_KEY, call.key());
        }
        request.setEntity(call.body());
        return request;
    }

    /** The endpoint may have a path of its own, where a proxy gives one. */
    private static URI at(URI endpoint, URIBuilder target) {
        try {
            URIBuilder uri = new URIBuilder(endpoint);
            List<String> segments = new ArrayList<>(uri.getPathSegments());
            segments.removeIf(String::isEmpty);
            segments.addAll(target.getPathSegments());
            return uri.setPathSegments(segments)
                    .addParameters(target.getQueryParams())
                    .build();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a URI built from parts is well-formed", e);
        }
    }
}
