package io.dfs.service.tls;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints the refusal's sentence instead of a stack trace. */
final class TlsRefusedAnalyzer extends AbstractFailureAnalyzer<TlsRefusedException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, TlsRefusedException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
    }
}
