package io.dfs.metadata.access;

import io.dfs.metadata.caller.AuthenticatedCaller;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.stereotype.Component;

/** Decides by the table of endpoints. What has no row is closed. */
@Component
class EndpointAuthorization implements AuthorizationManager<RequestAuthorizationContext> {

    @Override
    public AuthorizationDecision authorize(
            Supplier<? extends @Nullable Authentication> authentication, RequestAuthorizationContext context) {
        Optional<Endpoint> endpoint = endpoint(context.getRequest());
        if (endpoint.isPresent() && endpoint.get().audience() == Audience.ANYBODY) {
            return new AuthorizationDecision(true);
        }
        return new AuthorizationDecision(authentication.get() instanceof AuthenticatedCaller caller
                && endpoint.isPresent()
                && endpoint.get().audience().admits(caller.identity()));
    }

    static Optional<Endpoint> endpoint(HttpServletRequest request) {
        return Endpoints.of(HttpMethod.valueOf(request.getMethod()), request.getRequestURI());
    }
}
