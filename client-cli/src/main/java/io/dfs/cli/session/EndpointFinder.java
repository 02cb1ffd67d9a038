package io.dfs.cli.session;

import io.dfs.common.http.Json;
import io.dfs.common.http.MetadataEndpoints;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Finds the metadata services: the flag, else the environment, else the configuration file, else the folder's own cluster. */
final class EndpointFinder {

    private static final String LOCAL_CLUSTER = ".dfs/cluster.json";

    private final Environment environment;

    EndpointFinder(Environment environment) {
        this.environment = environment;
    }

    List<URI> find(@Nullable String flag) {
        if (flag != null) {
            return parse(flag, "--endpoint");
        }
        String variable = environment.variable("DFS_ENDPOINT");
        if (variable != null) {
            return parse(variable, "DFS_ENDPOINT");
        }
        List<URI> configured = fromConfigurationFile();
        if (configured != null) {
            return configured;
        }
        List<URI> local = fromLocalCluster();
        if (local != null) {
            return local;
        }
        throw new UsageException(
                "no cluster is known: give --endpoint http://HOST:PORT, set DFS_ENDPOINT, write 'endpoint=http://HOST:PORT'"
                        + " into %s, or start a local cluster in this folder with 'dfs local up'"
                                .formatted(environment.configurationFile()));
    }

    private @Nullable List<URI> fromConfigurationFile() {
        Path file = environment.configurationFile();
        if (!Files.exists(file)) {
            if (environment.variable("DFS_CONFIG") != null) {
                throw new UsageException("DFS_CONFIG names %s, which does not exist".formatted(file));
            }
            return null;
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException("the configuration file %s can't be read: %s".formatted(file, e.getMessage()));
        }
        String endpoint = properties.getProperty("endpoint");
        return endpoint == null ? null : parse(endpoint, file.toString());
    }

    private @Nullable List<URI> fromLocalCluster() {
        for (Path folder = environment.workingDirectory(); folder != null; folder = folder.getParent()) {
            Path file = folder.resolve(LOCAL_CLUSTER);
            if (Files.isRegularFile(file)) {
                return parse(endpointIn(file), file.toString());
            }
        }
        return null;
    }

    private static String endpointIn(Path file) {
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

    private static List<URI> parse(String text, String from) {
        try {
            return MetadataEndpoints.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("the endpoint from %s can't be used: %s".formatted(from, e.getMessage()));
        }
    }
}
