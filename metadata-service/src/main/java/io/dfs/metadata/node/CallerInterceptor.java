package io.dfs.metadata.node;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.ServiceCaller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Keeps the programs of the cluster apart, before a body is read: a node's endpoints are for that node alone, a controller's for
 * controllers. That the service token is good has been checked before.
 */
final class CallerInterceptor implements HandlerInterceptor {

    /** Whom a request must come from. */
    @FunctionalInterface
    private interface Rule {
        void check(ServiceCaller caller, HttpServletRequest request);
    }

    private final Rule rule;

    private CallerInterceptor(Rule rule) {
        this.rule = rule;
    }

    /** For endpoints whose path names a node as {@code id}. */
    static CallerInterceptor forTheNode(NodeProofs proofs) {
        return new CallerInterceptor((caller, request) -> proofs.require(caller, nodeId(request)));
    }

    static CallerInterceptor forControllers(NodeProofs proofs) {
        return new CallerInterceptor((caller, _) -> proofs.requireController(caller));
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod) {
            rule.check(caller(request), request);
        }
        return true;
    }

    private static ServiceCaller caller(HttpServletRequest request) {
        if (request.getAttribute(ServiceCaller.REQUEST_ATTRIBUTE) instanceof ServiceCaller caller) {
            return caller;
        }
        throw new DfsException(
                ErrorCode.TOKEN_REQUIRED,
                "%s %s is for programs of the cluster: send 'Authorization: Bearer' with a service token"
                        .formatted(request.getMethod(), request.getRequestURI()));
    }

    private static NodeId nodeId(HttpServletRequest request) {
        Object id = request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables
                ? variables.get("id")
                : null;
        try {
            return NodeId.valueOf(String.valueOf(id));
        } catch (IllegalArgumentException e) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "'%s' in the path is no node's id".formatted(RegistrationRules.shortened(String.valueOf(id))),
                    e);
        }
    }
}
