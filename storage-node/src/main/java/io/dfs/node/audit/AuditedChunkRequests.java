package io.dfs.node.audit;

import io.dfs.service.audit.AuditCaller;
import io.dfs.service.audit.AuditTarget;
import io.dfs.service.audit.AuditedRequest;
import io.dfs.service.audit.AuditedRequest.Kind;
import io.dfs.service.audit.AuditedRequests;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Chunks are written by PUT and by POST; nothing else changes anything. */
@Component
class AuditedChunkRequests implements AuditedRequests {

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "TRACE");
    private static final String UNKNOWN = "(unknown)";

    @Override
    public AuditedRequest of(HttpServletRequest request) {
        String method = METHODS.contains(request.getMethod()) ? request.getMethod() : UNKNOWN;
        String endpoint = endpoint(request.getRequestURI());
        return new AuditedRequest(kind(method, endpoint), method + " " + endpoint);
    }

    private static Kind kind(String method, String endpoint) {
        boolean changes = switch (endpoint) {
            case "/chunks/{chunkId}" -> method.equals("PUT");
            case "/chunks/{chunkId}/copies" -> method.equals("POST");
            default -> false;
        };
        return changes ? Kind.CHANGE : Kind.READ;
    }

    /** Also what the framework would not find because of a malformed id. */
    private static String endpoint(String uri) {
        List<String> parts = List.of(uri.split("/", 5));
        if (parts.size() < 3 || parts.size() > 4 || !parts.get(1).equals("chunks")) {
            return UNKNOWN;
        }
        if (parts.size() == 3) {
            return "/chunks/{chunkId}";
        }
        return switch (parts.get(3)) {
            case "copies", "checksums" -> "/chunks/{chunkId}/" + parts.get(3);
            default -> UNKNOWN;
        };
    }

    @Override
    public AuditCaller caller(HttpServletRequest request) {
        return request.getAttribute(TicketHolder.ATTRIBUTE) instanceof AuditCaller holder
                ? holder
                : AuditCaller.UNKNOWN;
    }

    @Override
    public @Nullable AuditTarget target(HttpServletRequest request) {
        String uri = request.getRequestURI();
        return endpoint(uri).contains("{chunkId}") ? AuditTarget.named(uri.split("/", 4)[2]) : AuditTarget.named(uri);
    }
}
