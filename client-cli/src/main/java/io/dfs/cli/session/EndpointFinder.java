package io.dfs.cli.session;

import io.dfs.common.http.MetadataEndpoints;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the metadata services: the flag, else the environment, else the configuration file, else the folder's own cluster. */
final class EndpointFinder {

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
        ConfigurationFile file = ConfigurationFile.of(environment);
        String endpoint = file.value("endpoint");
        return endpoint == null ? null : parse(endpoint, file.path().toString());
    }

    private @Nullable List<URI> fromLocalCluster() {
        return LocalClusterFile.of(environment)
                .map(file -> parse(file.endpoint(), file.path().toString()))
                .orElse(null);
    }

    private static List<URI> parse(String text, String from) {
        try {
            return MetadataEndpoints.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("the endpoint from %s can't be used: %s".formatted(from, e.getMessage()));
        }
    }
}
