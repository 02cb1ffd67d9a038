package io.dfs.common.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * The addresses of a cluster's metadata services, any of which does. One that does not answer is tried last for a while; then
 * one call looks whether it is back. Thread-safe. Those who call the same cluster share one of these, so that what one call
 * finds out saves the next one the wait.
 */
public final class MetadataEndpoints {

    /** More addresses than a cluster has metadata services. */
    public static final int MAX_ENDPOINTS = 16;

    static final Duration TRIED_LAST_FOR = Duration.ofSeconds(30);

    private final List<URI> all;
    private final LongSupplier nanos;
    private final Map<URI, Long> silentUntilNanos = new ConcurrentHashMap<>();

    /** In an order by chance, so that callers spread over the services. */
    public MetadataEndpoints(List<URI> endpoints) {
        this(rotated(endpoints), System::nanoTime);
    }

    MetadataEndpoints(List<URI> endpoints, LongSupplier nanos) {
        this.all = List.copyOf(endpoints);
        this.nanos = nanos;
        if (all.isEmpty() || all.size() > MAX_ENDPOINTS) {
            throw new IllegalArgumentException(
                    "%d addresses of metadata services; 1 to %d are allowed".formatted(all.size(), MAX_ENDPOINTS));
        }
        all.forEach(MetadataEndpoints::require);
    }

    /** Reads {@code http://a:7070} or {@code http://a:7070,http://b:7070}. */
    public static List<URI> parse(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(MetadataEndpoints::uri)
                .toList();
    }

    /** Those that should answer first, and then those that lately did not. */
    List<URI> inOrder() {
        long now = nanos.getAsLong();
        List<URI> order = new ArrayList<>();
        List<URI> silent = new ArrayList<>();
        for (URI endpoint : all) {
            (isWorthATry(endpoint, now) ? order : silent).add(endpoint);
        }
        order.addAll(silent);
        return order;
    }

    private boolean isWorthATry(URI endpoint, long now) {
        Long until = silentUntilNanos.get(endpoint);
        return until == null
                || (now - until >= 0 && silentUntilNanos.replace(endpoint, until, now + TRIED_LAST_FOR.toNanos()));
    }

    void answered(URI endpoint) {
        silentUntilNanos.remove(endpoint);
    }

    void didNotAnswer(URI endpoint) {
        silentUntilNanos.put(endpoint, nanos.getAsLong() + TRIED_LAST_FOR.toNanos());
    }

    @Override
    public String toString() {
        return String.join(",", all.stream().map(URI::toString).toList());
    }

    private static List<URI> rotated(List<URI> endpoints) {
        List<URI> distinct = List.copyOf(new LinkedHashSet<>(endpoints));
        if (distinct.size() < 2) {
            return distinct;
        }
        int first = ThreadLocalRandom.current().nextInt(distinct.size());
        List<URI> rotated = new ArrayList<>(distinct.subList(first, distinct.size()));
        rotated.addAll(distinct.subList(0, first));
        return rotated;
    }

    private static URI uri(String text) {
        try {
            URI uri = new URI(text);
            require(uri);
            return uri;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(notAnAddress(text), e);
        }
    }

    private static void require(URI uri) {
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new IllegalArgumentException(notAnAddress(uri.toString()));
        }
    }

    private static String notAnAddress(String text) {
        return "'%s' is not an address such as http://localhost:7070%s".formatted(text, HostName.underscore(text));
    }
}
