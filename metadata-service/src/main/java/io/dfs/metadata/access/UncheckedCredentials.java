package io.dfs.metadata.access;

import org.springframework.security.core.AuthenticationException;

/** No one knows whether the credentials are good: the database does not tell. */
final class UncheckedCredentials extends AuthenticationException {

    private static final long serialVersionUID = 1L;

    private final RuntimeException reason;

    UncheckedCredentials(RuntimeException reason) {
        super("the credentials can't be checked", reason);
        this.reason = reason;
    }

    RuntimeException reason() {
        return reason;
    }
}
