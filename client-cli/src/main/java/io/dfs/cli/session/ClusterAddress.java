package io.dfs.cli.session;

import io.dfs.common.http.MetadataEndpoints;
import java.net.URI;
import java.util.List;

/**
 * A cluster's metadata services.
 *
 * @param origin where we have it from
 */
record ClusterAddress(List<URI> endpoints, Origin origin) {

    enum Origin {
        /** The flag or the environment. */
        NAMED,
        CONFIGURATION_FILE,
        LOCAL_CLUSTER
    }

    ClusterAddress {
        endpoints = List.copyOf(endpoints);
    }

    /** @param from what an error says about where the text stands */
    static ClusterAddress parse(String text, Origin origin, String from) {
        try {
            return new ClusterAddress(MetadataEndpoints.parse(text), origin);
        } catch (IllegalArgumentException e) {
            throw new UsageException("the endpoint from %s can't be used: %s".formatted(from, e.getMessage()));
        }
    }

    /** Whether all requests to this address go to services that the other one names, too. */
    boolean isPartOf(ClusterAddress other) {
        return other.endpoints.containsAll(endpoints);
    }
}
