package io.dfs.metadata.token;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Turns the failure into one sentence on the terminal instead of a page of stack trace. */
class ClusterSecretFailureAnalyzer extends AbstractFailureAnalyzer<ClusterSecretException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ClusterSecretException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()),
                "Give every service of the cluster the same secret, in DFS_CLUSTER_SECRET or in a file named by"
                        + " DFS_CLUSTER_SECRET_FILE. 'openssl rand -hex 32' makes one.",
                cause);
    }
}
