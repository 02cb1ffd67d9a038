package io.dfs.node.identity;

import io.dfs.common.http.MetadataEndpoints;
import io.dfs.common.token.WatchedClusterSecrets;
import io.dfs.service.start.StartRefusedException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What every program of a cluster is told; empty texts stand for what is not set.
 *
 * @param metadataUrl where the metadata services are; any of them does
 * @param clusterSecretFile one secret a line: the first signs, all are accepted; read again when it changes
 * @param previousClusterSecret one more that is accepted, for the time of an exchange
 */
@ConfigurationProperties("dfs")
public record ClusterProperties(
        List<URI> metadataUrl,
        @DefaultValue("") String clusterSecret,
        @DefaultValue("") String clusterSecretFile,
        @DefaultValue("") String previousClusterSecret) {

    /** @throws StartRefusedException if one of them is not the address of a service */
    public MetadataEndpoints endpoints() {
        try {
            return new MetadataEndpoints(metadataUrl);
        } catch (IllegalArgumentException e) {
            throw new StartRefusedException("The node can't start: DFS_METADATA_URL: %s.".formatted(e.getMessage()), e);
        }
    }

    /** @throws StartRefusedException if there is none that can be used */
    public WatchedClusterSecrets secrets() {
        try {
            return new WatchedClusterSecrets(clusterSecret, clusterSecretFile, previousClusterSecret);
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new StartRefusedException("The node can't start: %s.".formatted(e.getMessage()), e);
        }
    }

    /** Secrets do not go into logs. */
    @Override
    public String toString() {
        return "ClusterProperties[metadataUrl=%s]".formatted(metadataUrl);
    }
}
