package io.dfs.metadata.access;

import io.dfs.common.error.DfsException;
import org.springframework.security.core.AuthenticationException;

/** Brings a refusal of ours through the filters of Spring Security. */
final class RefusedCredentials extends AuthenticationException {

    private static final long serialVersionUID = 1L;

    private final transient DfsException refusal;

    RefusedCredentials(DfsException refusal) {
        super(String.valueOf(refusal.getMessage()), refusal);
        this.refusal = refusal;
    }

    DfsException refusal() {
        return refusal;
    }
}
