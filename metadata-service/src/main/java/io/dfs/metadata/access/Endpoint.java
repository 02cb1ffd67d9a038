package io.dfs.metadata.access;

import org.springframework.http.HttpMethod;

/**
 * A row of the table of endpoints.
 *
 * @param path as the MVC classes map it, such as {@code /api/v1/nodes/{id}/heartbeats}
 * @param body what it takes as its body, from which its limit follows
 */
record Endpoint(HttpMethod method, String path, Audience audience, Body body) {

    /** One that takes no body. */
    Endpoint(HttpMethod method, String path, Audience audience) {
        this(method, path, audience, Body.NONE);
    }
}
