package io.dfs.controller;

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
        @Nullable String previousClusterSecret) {}
