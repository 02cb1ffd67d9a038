package io.dfs.metadata.token;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the cluster secret comes from.
 *
 * @param clusterSecret the secret itself
 * @param clusterSecretFile or a file that holds it
 * @param previousClusterSecret still accepted, never used to sign: for the time of a rotation
 * @param previousClusterSecretFile or a file that holds that one
 */
@ConfigurationProperties("dfs")
record ClusterSecretSettings(
        @Nullable String clusterSecret,
        @Nullable Path clusterSecretFile,
        @Nullable String previousClusterSecret,
        @Nullable Path previousClusterSecretFile) {}
