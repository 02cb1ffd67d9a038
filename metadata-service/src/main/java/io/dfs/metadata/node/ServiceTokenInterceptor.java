package io.dfs.metadata.node;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.token.ServiceCaller;
import io.dfs.common.token.TokenSigner;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;

/** Lets only programs of the cluster through: before the body is read, and with the reason if not. */
@Component
class ServiceTokenInterceptor implements HandlerInterceptor {

    private static final String SCHEME = "Bearer ";

    private final TokenSigner tokens;

    ServiceTokenInterceptor(TokenSigner tokens) {
        this.tokens = tokens;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new DfsException(
                    ErrorCode.TOKEN_REQUIRED,
                    "%s %s is for programs of the cluster: send 'Authorization: Bearer' with a service token"
                            .formatted(request.getMethod(), request.getRequestURI()));
        }
        request.setAttribute(
                ServiceCaller.REQUEST_ATTRIBUTE,
                tokens.verifyServiceToken(
                        authorization.substring(SCHEME.length()).strip()));
        return true;
    }
}
