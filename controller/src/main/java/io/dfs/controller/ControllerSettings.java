package io.dfs.controller;

import io.dfs.common.http.MetadataEndpoints;
import io.dfs.service.start.StartRefusedException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param metadataUrl where the metadata services are; any of them does
 * @param name who this controller is, in claims and logs
 */
@ConfigurationProperties("dfs")
record ControllerSettings(
        @DefaultValue("http://localhost:7070") List<URI> metadataUrl,
        @DefaultValue("controller") String name,
        @Nullable String clusterSecret,
        @Nullable String clusterSecretFile,
        @Nullable String previousClusterSecret) {

    /** @throws StartRefusedException if one of them is not the address of a service */
    MetadataEndpoints endpoints() {
        try {
            return new MetadataEndpoints(metadataUrl);
        } catch (IllegalArgumentException e) {
            throw new StartRefusedException(
                    "The controller can't start: DFS_METADATA_URL: %s.".formatted(e.getMessage()), e);
        }
    }
}
