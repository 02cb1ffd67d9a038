package io.dfs.node.web;

import io.dfs.common.http.DfsHeaders;
import io.dfs.common.http.RequestIds;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Gives every request an id: the caller's if it is a harmless one, or a new one. It is in each log line and problem. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RequestIdFilter extends OncePerRequestFilter {

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String requestId = RequestIds.accept(request.getHeader(DfsHeaders.REQUEST_ID));
        response.setHeader(DfsHeaders.REQUEST_ID, requestId);
        try (RequestIds.Scope _ = RequestIds.begin(requestId)) {
            chain.doFilter(request, response);
        }
    }
}
