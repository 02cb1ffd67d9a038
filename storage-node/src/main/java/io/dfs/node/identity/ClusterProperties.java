package io.dfs.node.identity;

import io.dfs.common.token.ClusterSecret;
import io.dfs.service.start.StartRefusedException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What every program of a cluster is told; empty texts stand for what is not set.
 *
 * @param metadataUrl where the metadata services are; any of them does
 * @param previousClusterSecret still accepted while secrets are being changed
 */
@ConfigurationProperties("dfs")
public record ClusterProperties(
        List<URI> metadataUrl,
        @DefaultValue("") String clusterSecret,
        @DefaultValue("") String clusterSecretFile,
        @DefaultValue("") String previousClusterSecret) {

    /** The one that signs, then any that are still accepted. */
    public List<ClusterSecret> secrets() {
        List<ClusterSecret> secrets = new ArrayList<>();
        secrets.add(parse("DFS_CLUSTER_SECRET", currentSecret()));
        if (!previousClusterSecret.isBlank()) {
            secrets.add(parse("DFS_PREVIOUS_CLUSTER_SECRET", previousClusterSecret));
        }
        return secrets;
    }

    private String currentSecret() {
        if (!clusterSecret.isBlank()) {
            return clusterSecret;
        }
        if (clusterSecretFile.isBlank()) {
            throw new StartRefusedException(
                    "The cluster secret is not set: set DFS_CLUSTER_SECRET or DFS_CLUSTER_SECRET_FILE to the same secret as in the metadata service (a new cluster: 'openssl rand -hex 32').");
        }
        try {
            return Files.readString(Path.of(clusterSecretFile));
        } catch (IOException e) {
            throw new StartRefusedException(
                    "The cluster secret file %s can't be read: %s.".formatted(clusterSecretFile, e), e);
        }
    }

    private static ClusterSecret parse(String variable, String secret) {
        try {
            return new ClusterSecret(secret);
        } catch (IllegalArgumentException e) {
            throw new StartRefusedException("%s can't be used: %s.".formatted(variable, e.getMessage()), e);
        }
    }

    /** Secrets do not go into logs. */
    @Override
    public String toString() {
        return "ClusterProperties[metadataUrl=%s]".formatted(metadataUrl);
    }
}
