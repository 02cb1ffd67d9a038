package io.dfs.service.audit;

import org.jspecify.annotations.Nullable;

/**
 * What only the request's body tells, left on the request for its line.
 *
 * @param target what it is about; null if the address says so
 * @param detail what is to become of it, such as a node's new state; null if the action says it all
 */
public record AuditNote(@Nullable AuditTarget target, @Nullable String detail) {

    /** The attribute of the request. */
    public static final String ATTRIBUTE = AuditNote.class.getName();
}
