package io.dfs.service.web;

import io.dfs.common.http.DfsHeaders;
import io.dfs.common.http.RequestIds;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/** Gives every request a name that stands in its answer and in every log line about it. */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class RequestIdFilter extends OncePerRequestFilter {

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String id = RequestIds.accept(request.getHeader(DfsHeaders.REQUEST_ID));
        response.setHeader(DfsHeaders.REQUEST_ID, id);
        try (RequestIds.Scope _ = RequestIds.begin(id)) {
            chain.doFilter(request, response);
        }
    }
}
