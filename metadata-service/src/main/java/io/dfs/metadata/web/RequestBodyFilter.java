package io.dfs.metadata.web;

import io.dfs.metadata.access.Endpoints;
import io.dfs.metadata.limits.Limits;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Limits what request bodies take of the memory: each one, announced or in chunks, and all of them together. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class RequestBodyFilter extends OncePerRequestFilter {

    private final Limits limits;
    private final RequestBodyBudget budget;

    RequestBodyFilter(Limits limits) {
        this.limits = limits;
        this.budget = new RequestBodyBudget(limits.maxRequestBytesInFlight().toBytes());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        HttpMethod method = HttpMethod.valueOf(request.getMethod());
        BodyMeter meter = new BodyMeter(Endpoints.bodyLimit(method, request.getRequestURI(), limits), budget);
        request.setAttribute(BodyMeter.ATTRIBUTE, meter);
        try {
            chain.doFilter(new LimitedRequest(request, meter), response);
        } finally {
            meter.release();
        }
    }
}
