package io.dfs.metadata.access;

import org.springframework.http.HttpMethod;

/**
 * A row of the table of endpoints.
 *
 * @param path as the MVC classes map it, such as {@code /api/v1/nodes/{id}/heartbeats}
 */
record Endpoint(HttpMethod method, String path, Audience audience) {}
