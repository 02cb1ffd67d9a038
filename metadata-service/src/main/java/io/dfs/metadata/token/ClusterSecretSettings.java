package io.dfs.metadata.token;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the cluster secret comes from.
 *
 * @param clusterSecret the secret itself
 * @param clusterSecretFile or a file that holds it
 * @param previousClusterSecret still accepted, never used to sign: for the time of a rotation
 */
@ConfigurationProperties("dfs")
record ClusterSecretSettings(
        @Nullable String clusterSecret,
        @Nullable String clusterSecretFile,
        @Nullable String previousClusterSecret) {}
