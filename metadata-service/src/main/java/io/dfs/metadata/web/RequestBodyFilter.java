package io.dfs.metadata.web;

import io.dfs.metadata.limits.Limits;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Limits what request bodies take of the memory: each one, announced or in chunks, and all of them together. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class RequestBodyFilter extends OncePerRequestFilter {

    private final long maxBodyBytes;
    private final RequestBodyBudget budget;

    RequestBodyFilter(Limits limits) {
        this.maxBodyBytes = limits.maxRequestBody().toBytes();
        this.budget = new RequestBodyBudget(limits.maxRequestBytesInFlight().toBytes());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        LimitedRequest limited = new LimitedRequest(request, maxBodyBytes, budget);
        try {
            chain.doFilter(limited, response);
        } finally {
            limited.release();
        }
    }
}
