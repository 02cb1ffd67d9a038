package io.dfs.controller;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param metadataUrl where the metadata service is
 * @param name who this controller is, in claims and logs
 */
@ConfigurationProperties("dfs")
record ControllerSettings(
        @DefaultValue("http://localhost:7070") URI metadataUrl,
        @DefaultValue("controller") String name,
        @Nullable String clusterSecret,
        @Nullable String clusterSecretFile,
        @Nullable String previousClusterSecret) {}
