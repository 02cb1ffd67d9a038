package io.dfs.cli.session;

import io.dfs.common.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The file by which a local cluster of this folder, or of one above it, is found. */
record LocalClusterFile(Path path) {

    private static final String LOCAL_CLUSTER = ".dfs/cluster.json";

    static Optional<LocalClusterFile> of(Environment environment) {
        for (Path folder = environment.workingDirectory(); folder != null; folder = folder.getParent()) {
            Path file = folder.resolve(LOCAL_CLUSTER);
            if (Files.isRegularFile(file)) {
                return Optional.of(new LocalClusterFile(file));
            }
        }
        return Optional.empty();
    }

    String endpoint() {
        try {
            JsonNode endpoint = Json.mapper().readTree(Files.readAllBytes(path)).path("endpoint");
            if (endpoint.isString()) {
                return endpoint.stringValue();
            }
        } catch (IOException | JacksonException e) {
            throw new UsageException("the local cluster's file %s can't be read: %s".formatted(path, e.getMessage()));
        }
        throw new UsageException("the local cluster's file %s names no endpoint".formatted(path));
    }

    /** The certificate of the cluster's own authority; only a cluster with TLS has it. */
    Path authority() {
        return path.resolveSibling("tls").resolve("ca.crt");
    }
}
