package io.dfs.cli.session;

import io.dfs.cli.session.ClusterAddress.Origin;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds the metadata services: the flag, else the environment, else the configuration file, else the folder's own cluster. */
final class EndpointFinder {

    private final Environment environment;
    private final ConfigurationFile configuration;
    private final Predicate<LocalClusterFile> isTrusted;

    EndpointFinder(Environment environment, ConfigurationFile configuration) {
        this(environment, configuration, LocalClusterFile::isOurs);
    }

    /** @param isTrusted whether a local cluster's file was written by whom we trust */
    EndpointFinder(Environment environment, ConfigurationFile configuration, Predicate<LocalClusterFile> isTrusted) {
        this.environment = environment;
        this.configuration = configuration;
        this.isTrusted = isTrusted;
    }

    ClusterAddress find(@Nullable String flag) {
        if (flag != null) {
            return ClusterAddress.parse(flag, Origin.NAMED, "--endpoint");
        }
        String variable = environment.variable("DFS_ENDPOINT");
        if (variable != null) {
            return ClusterAddress.parse(variable, Origin.NAMED, "DFS_ENDPOINT");
        }
        ClusterAddress configured = configured();
        return configured != null ? configured : local();
    }

    /** The cluster of the configuration file; null if it names none. */
    @Nullable
    ClusterAddress configured() {
        String endpoint = configuration.value("endpoint");
        return endpoint == null
                ? null
                : ClusterAddress.parse(
                        endpoint,
                        Origin.CONFIGURATION_FILE,
                        configuration.path().toString());
    }

    private ClusterAddress local() {
        LocalClusterFile local = LocalClusterFile.nearest(environment.workingDirectory())
                .orElseThrow(() -> new UsageException(
                        "no cluster is known: give --endpoint http://HOST:PORT, set DFS_ENDPOINT, write 'endpoint=http://HOST:PORT'"
                                + " into %s, or start a local cluster in this folder with 'dfs local up'"
                                        .formatted(configuration.path())));
        if (!isTrusted.test(local)) {
            throw new UsageException("%s was written by someone else: if you trust it, name its cluster by --endpoint"
                    .formatted(local.file()));
        }
        return local.address();
    }
}
