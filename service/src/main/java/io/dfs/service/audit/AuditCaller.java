package io.dfs.service.audit;

import org.jspecify.annotations.Nullable;

/**
 * Whose a request is.
 *
 * @param role null if no one was recognised, or if roles mean nothing here
 */
public record AuditCaller(String name, @Nullable String role) {

    /** Someone whose credentials told nothing. */
    public static final AuditCaller UNKNOWN = new AuditCaller("-", null);
}
