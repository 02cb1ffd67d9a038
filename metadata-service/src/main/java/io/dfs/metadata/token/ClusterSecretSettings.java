package io.dfs.metadata.token;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the cluster secret comes from.
 *
 * @param clusterSecret the secret itself
 * @param clusterSecretFile or a file with one secret a line: the first signs, all are accepted; read again when it changes
 * @param previousClusterSecret one more that is accepted and never used to sign: for the time of an exchange
 */
@ConfigurationProperties("dfs")
record ClusterSecretSettings(
        @Nullable String clusterSecret,
        @Nullable String clusterSecretFile,
        @Nullable String previousClusterSecret) {}
