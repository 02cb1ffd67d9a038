package io.dfs.cli.session;

import io.dfs.cli.session.ClusterAddress.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the token for a cluster: the flag, else the environment, else the configuration file, else the local cluster. What a
 * file holds for one cluster is never sent to another.
 */
final class TokenFinder {

    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    private final Environment environment;
    private final ConfigurationFile configuration;
    private final Consumer<String> warnings;

    /** @param warnings told of files that others can read, too */
    TokenFinder(Environment environment, ConfigurationFile configuration, Consumer<String> warnings) {
        this.environment = environment;
        this.configuration = configuration;
        this.warnings = warnings;
    }

    /**
     * @param flag a file that holds the token
     * @return empty if there is none for this cluster
     */
    Optional<BearerToken> find(@Nullable Path flag, ClusterAddress cluster) {
        if (flag != null) {
            return Optional.of(read(environment.workingDirectory().resolve(flag), "--token-file"));
        }
        String variable = environment.variable("DFS_TOKEN");
        if (variable != null) {
            return Optional.of(BearerToken.parse(variable, "DFS_TOKEN"));
        }
        String file = environment.variable("DFS_TOKEN_FILE");
        if (file != null) {
            return Optional.of(read(environment.workingDirectory().resolve(file), "DFS_TOKEN_FILE"));
        }
        return configured(cluster).or(() -> local(cluster));
    }

    private Optional<BearerToken> configured(ClusterAddress cluster) {
        String token = configuration.value("token");
        if (token != null && isConfigured(cluster)) {
            warnIfOthersRead(configuration.path());
            return Optional.of(BearerToken.parse(token, "token= in " + configuration.path()));
        }
        String file = configuration.value("token-file");
        return file != null && isConfigured(cluster)
                ? Optional.of(read(configuration.resolve(file), "token-file= in " + configuration.path()))
                : Optional.empty();
    }

    private boolean isConfigured(ClusterAddress cluster) {
        ClusterAddress configured = new EndpointFinder(environment, configuration).configured();
        return cluster.origin() == Origin.CONFIGURATION_FILE || (configured != null && cluster.isPartOf(configured));
    }

    private Optional<BearerToken> local(ClusterAddress cluster) {
        return LocalClusterFile.nearest(environment.workingDirectory())
                .filter(local -> Files.exists(local.adminToken()))
                .filter(local -> cluster.origin() == Origin.LOCAL_CLUSTER || cluster.isPartOf(local.address()))
                .map(local -> read(local.adminToken(), "the local cluster"));
    }

    /** Also from a pipe, as {@code --token-file <(…)} gives one. */
    private BearerToken read(Path file, String from) {
        String origin = "%s (%s)".formatted(from, file);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(BearerToken.MAX_LENGTH + 3); // and the end of the line
            BearerToken token = BearerToken.parse(new String(bytes, StandardCharsets.ISO_8859_1), origin);
            warnIfOthersRead(file);
            return token;
        } catch (NoSuchFileException _) {
            throw new UsageException("the token from %s can't be read: there is no such file".formatted(origin));
        } catch (IOException e) {
            throw new UsageException("the token from %s can't be read: %s".formatted(origin, e.getMessage()));
        }
    }

    private void warnIfOthersRead(Path file) {
        try {
            if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
                warnings.accept("others can read %s, which holds a token: chmod 600 makes it yours".formatted(file));
            }
        } catch (IOException | UnsupportedOperationException _) {
            // Where permissions are something else, there is nothing to say about them.
        }
    }
}
