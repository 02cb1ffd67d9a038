package io.dfs.cli.session;

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
    private final ConfigurationFile configuration;

    TlsFinder(Environment environment, ConfigurationFile configuration) {
        this.environment = environment;
        this.configuration = configuration;
    }

    /** @param endpoints whom the client talks to: a local cluster's own authority is trusted for that cluster only */
    ClientTls find(List<URI> endpoints) {
        Path ca = file("DFS_TLS_CA", "tls-ca");
        TlsSettings settings = new TlsSettings(
                file("DFS_TLS_CERTIFICATE", "tls-certificate"),
                file("DFS_TLS_PRIVATE_KEY", "tls-private-key"),
                ca == null ? ofLocalCluster(endpoints) : ca);
        try {
            return new ClientTls(settings);
        } catch (TlsMaterialException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Path file(String variable, String key) {
        String value = environment.variable(variable);
        if (value != null) {
            return environment.workingDirectory().resolve(value.strip());
        }
        String configured = configuration.value(key);
        return configured == null ? null : configuration.resolve(configured);
    }

    private @Nullable Path ofLocalCluster(List<URI> endpoints) {
        if (endpoints.stream().noneMatch(endpoint -> "https".equals(endpoint.getScheme()))) {
            return null;
        }
        return LocalClusterFile.nearest(environment.workingDirectory())
                .filter(LocalClusterFile::isOurs)
                .filter(file -> Files.exists(file.authority()))
                .filter(file -> file.address().endpoints().equals(endpoints))
                .map(LocalClusterFile::authority)
                .orElse(null);
    }
}
