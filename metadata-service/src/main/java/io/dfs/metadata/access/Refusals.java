package io.dfs.metadata.access;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.metadata.caller.Callers;
import io.dfs.metadata.caller.Identity;
import io.dfs.metadata.people.TokenEnded;
import io.dfs.service.attempts.FailedAttempts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.InetAddress;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpMethod;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Answers refusals of the security filters as problems, like every other failure. */
@Component
class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler {

    /** Of a request with a token that is no longer good: an {@link Identity}, for the audit log and for no decision. */
    static final String HOLDER_ATTRIBUTE = Refusals.class.getName() + ".holder";

    private final HandlerExceptionResolver problems;
    private final FailedAttempts attempts;

    Refusals(@Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems, FailedAttempts attempts) {
        this.problems = problems;
        this.attempts = attempts;
    }

    /** No credentials, or bad ones. */
    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException e) {
        if (e instanceof UncheckedCredentials unchecked) {
            answer(request, response, unchecked.reason());
            return;
        }
        DfsException refusal = refusalOf(e);
        if (refusal instanceof TokenEnded ended) {
            request.setAttribute(HOLDER_ATTRIBUTE, ended.holder());
        }
        answer(request, response, refusal.code() == ErrorCode.TOKEN_INVALID ? counted(refusal, request) : refusal);
    }

    /** Who tries tokens soon hears no reason any more. Tokens that someone once had are no attempts. */
    private DfsException counted(DfsException refusal, HttpServletRequest request) {
        return attempts.count(InetAddress.ofLiteral(request.getRemoteAddr()), refusal);
    }

    private static DfsException refusalOf(AuthenticationException e) {
        return switch (e) {
            case RefusedCredentials refused -> refused.refusal();
            case OAuth2AuthenticationException malformed ->
                new DfsException(
                        ErrorCode.TOKEN_INVALID,
                        "the Authorization header is malformed: send 'Authorization: Bearer TOKEN', once",
                        malformed);
            default ->
                new DfsException(
                        ErrorCode.TOKEN_REQUIRED,
                        "the request has no token: send 'Authorization: Bearer TOKEN' ('dfs token create' makes one)");
        };
    }

    /** Good credentials, for something else. */
    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException e) {
        answer(
                request,
                response,
                EndpointAuthorization.endpoint(request)
                        .<Exception>map(endpoint -> forbidden(request, endpoint))
                        .orElseGet(() -> unknown(request)));
    }

    private static DfsException forbidden(HttpServletRequest request, Endpoint endpoint) {
        Identity caller = Callers.current();
        return new DfsException(
                ErrorCode.FORBIDDEN,
                "%s %s needs %s; %s has %s"
                        .formatted(
                                request.getMethod(),
                                request.getRequestURI(),
                                endpoint.audience().requirement(),
                                caller.name(),
                                possession(caller)));
    }

    private static String possession(Identity caller) {
        return switch (caller) {
            case Identity.Person person -> "the role " + person.role().name().toLowerCase(java.util.Locale.ROOT);
            case Identity.Program _ -> "a service token";
            case Identity.Service _ -> "no request";
        };
    }

    private static Exception unknown(HttpServletRequest request) {
        Set<String> methods = Endpoints.methodsAt(request.getRequestURI()).stream()
                .map(HttpMethod::name)
                .collect(Collectors.toSet());
        return methods.isEmpty()
                ? new DfsException(
                        ErrorCode.NO_SUCH_ENDPOINT, "there is nothing at %s".formatted(request.getRequestURI()))
                : new HttpRequestMethodNotSupportedException(request.getMethod(), methods);
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, Exception refusal) {
        problems.resolveException(request, response, null, refusal);
    }
}
