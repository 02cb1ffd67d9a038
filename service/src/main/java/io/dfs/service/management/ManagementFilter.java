package io.dfs.service.management;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Problem;
import io.dfs.common.http.BearerToken;
import io.dfs.common.http.Json;
import io.dfs.common.http.RequestIds;
import io.dfs.service.attempts.FailedAttempts;
import io.dfs.service.attempts.TooManyAttempts;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Who may ask what on the management port: anybody whether the service is well, and who knows the token for the metrics.
 * Without a token those are for this machine only. What is not named here does not exist.
 */
final class ManagementFilter extends OncePerRequestFilter {

    /** For whom the metrics token is; the second one is a storage node's. */
    private static final Set<String> GUARDED = Set.of("/actuator/prometheus", "/actuator/node");

    private final MetricsToken token;
    private final FailedAttempts attempts;

    ManagementFilter(MetricsToken token, FailedAttempts attempts) {
        this.token = token;
        this.attempts = attempts;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            check(request, request.getServletPath());
        } catch (DfsException refusal) {
            refuse(response, refusal);
            return;
        }
        chain.doFilter(request, response);
    }

    private void check(HttpServletRequest request, String path) {
        boolean health = isAt(path, "/actuator/health");
        if (!health && !isAt(path, "/actuator/metrics") && !GUARDED.contains(path)) {
            throw new DfsException(ErrorCode.NO_SUCH_ENDPOINT, "there is nothing at this address");
        }
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            throw new DfsException(ErrorCode.METHOD_NOT_ALLOWED, "the management port only takes GET and HEAD");
        }
        if (!health) {
            checkToken(request.getHeader(HttpHeaders.AUTHORIZATION), InetAddress.ofLiteral(request.getRemoteAddr()));
        }
    }

    private void checkToken(@Nullable String authorization, InetAddress address) {
        if (token.isNone()) {
            if (!address.isLoopbackAddress()) {
                throw new DfsException(
                        ErrorCode.TOKEN_REQUIRED,
                        "metrics are for this machine only: set DFS_METRICS_TOKEN to read them from another one");
            }
            return;
        }
        String sent = BearerToken.in(authorization)
                .orElseThrow(() -> new DfsException(
                        ErrorCode.TOKEN_REQUIRED, "send 'Authorization: Bearer …' with the service's metrics token"));
        if (!token.is(sent)) {
            throw attempts.count(
                    address, new DfsException(ErrorCode.TOKEN_INVALID, "this is not the service's metrics token"));
        }
    }

    private static boolean isAt(String path, String endpoint) {
        return path.equals(endpoint) || path.startsWith(endpoint + "/");
    }

    private static void refuse(HttpServletResponse response, DfsException refusal) throws IOException {
        Problem problem = Problem.of(
                refusal.code(), String.valueOf(refusal.getMessage()), RequestIds.current(), refusal.rejections());
        response.setStatus(problem.status());
        response.setContentType(Problem.MEDIA_TYPE);
        if (problem.status() == 401) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        if (refusal instanceof TooManyAttempts tooMany) {
            response.setHeader(HttpHeaders.RETRY_AFTER, tooMany.retryAfter());
        }
        response.getOutputStream().write(Json.write(problem));
    }
}
