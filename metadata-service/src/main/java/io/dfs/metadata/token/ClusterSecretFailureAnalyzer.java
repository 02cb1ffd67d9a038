package io.dfs.metadata.token;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Turns the failure into one sentence on the terminal instead of a page of stack trace. */
class ClusterSecretFailureAnalyzer extends AbstractFailureAnalyzer<ClusterSecretException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ClusterSecretException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
    }
}
