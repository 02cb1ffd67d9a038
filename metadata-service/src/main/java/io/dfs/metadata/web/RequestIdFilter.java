package io.dfs.metadata.web;

import io.dfs.common.http.DfsHeaders;
import io.dfs.common.id.Ids;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Gives every request a name that stands in its answer and in every log line about it. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class RequestIdFilter extends OncePerRequestFilter {

    static final String MDC_KEY = "requestId";
    private static final int MAX_LENGTH = 64;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String id = clean(request.getHeader(DfsHeaders.REQUEST_ID));
        response.setHeader(DfsHeaders.REQUEST_ID, id);
        try (MDC.MDCCloseable _ = MDC.putCloseable(MDC_KEY, id)) {
            chain.doFilter(request, response);
        }
    }

    /** What the caller sent, without anything that could forge a log line or a header; a new id if nothing is left. */
    static String clean(@Nullable String sent) {
        if (sent == null) {
            return Ids.next().toString();
        }
        String cleaned = sent.replaceAll("[^A-Za-z0-9._:-]", "");
        if (cleaned.isEmpty()) {
            return Ids.next().toString();
        }
        return cleaned.substring(0, Math.min(cleaned.length(), MAX_LENGTH));
    }
}
