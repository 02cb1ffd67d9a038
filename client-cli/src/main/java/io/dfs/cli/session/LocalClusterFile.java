package io.dfs.cli.session;

import io.dfs.common.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What {@code dfs local up} leaves in a folder for the commands that follow: where its cluster is, and the way in. */
record LocalClusterFile(Path file) {

    private static final String NAME = ".dfs/cluster.json";

    /** That of this folder, or of the nearest one above it that has one. */
    static Optional<LocalClusterFile> nearest(Path workingDirectory) {
        for (Path folder = workingDirectory; folder != null; folder = folder.getParent()) {
            Path file = folder.resolve(NAME);
            if (Files.isRegularFile(file)) {
                return Optional.of(new LocalClusterFile(file));
            }
        }
        return Optional.empty();
    }

    /**
     * Others may write a file of this name into a folder that all share, and would be sent what we believe goes to our own
     * cluster.
     */
    boolean isOurs() {
        return isOf(Path.of("/proc/self"));
    }

    /** @param ourOwn something that belongs to the user who asks */
    boolean isOf(Path ourOwn) {
        try {
            Object owner = Files.getAttribute(file, "unix:uid");
            return owner.equals(0) || owner.equals(Files.getAttribute(ourOwn, "unix:uid"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            return true; // Not a system that tells.
        }
    }

    ClusterAddress address() {
        return ClusterAddress.parse(endpoint(), ClusterAddress.Origin.LOCAL_CLUSTER, file.toString());
    }

    /** May be missing: clusters of older versions have none. */
    Path adminToken() {
        return file.resolveSibling("admin-token");
    }

    /** The certificate of the cluster's own authority; only a cluster with TLS has it. */
    Path authority() {
        return file.resolveSibling("tls").resolve("ca.crt");
    }

    private String endpoint() {
        try {
            JsonNode endpoint = Json.mapper().readTree(Files.readAllBytes(file)).path("endpoint");
            if (endpoint.isString()) {
                return endpoint.stringValue();
            }
        } catch (IOException | JacksonException e) {
            throw new UsageException("the local cluster's file %s can't be read: %s".formatted(file, e.getMessage()));
        }
        throw new UsageException("the local cluster's file %s names no endpoint".formatted(file));
    }
}
