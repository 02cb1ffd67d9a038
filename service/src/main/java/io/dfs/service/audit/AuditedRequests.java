package io.dfs.service.audit;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** What a service knows of its requests. */
public interface AuditedRequests {

    AuditedRequest of(HttpServletRequest request);

    /** Asked when the answer is known. */
    AuditCaller caller(HttpServletRequest request);

    /** Asked when the answer is known. */
    @Nullable AuditTarget target(HttpServletRequest request);
}
