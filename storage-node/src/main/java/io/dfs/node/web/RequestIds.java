package io.dfs.node.web;

import io.dfs.common.http.DfsHeaders;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Gives every request an id: the caller's if it is a harmless one, or a new one. It is in each log line and problem. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RequestIds extends OncePerRequestFilter {

    private static final String MDC_KEY = "requestId";
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String requestId = idFor(request.getHeader(DfsHeaders.REQUEST_ID));
        response.setHeader(DfsHeaders.REQUEST_ID, requestId);
        try (MDC.MDCCloseable _ = MDC.putCloseable(MDC_KEY, requestId)) {
            chain.doFilter(request, response);
        }
    }

    /** The caller's own id, unless it could forge log lines. */
    static String idFor(@Nullable String proposed) {
        return proposed != null && HARMLESS.matcher(proposed).matches()
                ? proposed
                : UUID.randomUUID().toString();
    }

    /** The id of the request that this thread serves. */
    static @Nullable String current() {
        return MDC.get(MDC_KEY);
    }
}
