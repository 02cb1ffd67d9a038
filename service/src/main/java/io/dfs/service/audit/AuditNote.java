package io.dfs.service.audit;

import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * What only the request's body tells, left on the request for its line.
 *
 * @param target what it is about; null if the address says so
 * @param detail what is to become of it, such as a node's new state; null if the action says it all
 */
public record AuditNote(
        @Nullable AuditTarget target, @Nullable String detail) {

    /** The attribute of the request. */
    public static final String ATTRIBUTE = AuditNote.class.getName();

    /** Leaves it on the request that this thread answers, in the place of an earlier one. */
    public void leave() {
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        if (request != null) {
            request.setAttribute(ATTRIBUTE, this, RequestAttributes.SCOPE_REQUEST);
        }
    }
}
