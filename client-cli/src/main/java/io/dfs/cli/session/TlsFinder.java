package io.dfs.cli.session;

import io.dfs.common.http.MetadataEndpoints;
import io.dfs.common.tls.ClientTls;
import io.dfs.common.tls.TlsMaterialException;
import io.dfs.common.tls.TlsSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds whom the client trusts and what it shows: the environment, else the configuration file, else the local cluster. */
final class TlsFinder {

    private final Environment environment;

    TlsFinder(Environment environment) {
        this.environment = environment;
    }

    /** @param endpoints whom the client talks to: a local cluster's own authority is trusted for that cluster only */
    ClientTls find(List<URI> endpoints) {
        ConfigurationFile configuration = ConfigurationFile.of(environment);
        Path ca = file("DFS_TLS_CA", configuration, "tls-ca");
        TlsSettings settings = new TlsSettings(
                file("DFS_TLS_CERTIFICATE", configuration, "tls-certificate"),
                file("DFS_TLS_PRIVATE_KEY", configuration, "tls-private-key"),
                ca == null ? ofLocalCluster(endpoints) : ca);
        try {
            return new ClientTls(settings);
        } catch (TlsMaterialException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Path file(String variable, ConfigurationFile configuration, String key) {
        String value = environment.variable(variable);
        return value == null
                ? configuration.file(key)
                : environment.workingDirectory().resolve(value.strip());
    }

    private @Nullable Path ofLocalCluster(List<URI> endpoints) {
        if (endpoints.stream().noneMatch(endpoint -> "https".equals(endpoint.getScheme()))) {
            return null;
        }
        return LocalClusterFile.of(environment)
                .filter(file -> Files.exists(file.authority()))
                .filter(file -> MetadataEndpoints.parse(file.endpoint()).equals(endpoints))
                .map(LocalClusterFile::authority)
                .orElse(null);
    }
}
