package io.dfs.metadata.access;

import io.dfs.common.error.DfsException;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.caller.AuthenticatedCaller;
import io.dfs.metadata.caller.Identity;
import io.dfs.service.audit.AuditCaller;
import io.dfs.service.audit.AuditNote;
import io.dfs.service.audit.AuditTarget;
import io.dfs.service.audit.AuditedRequest;
import io.dfs.service.audit.AuditedRequest.Kind;
import io.dfs.service.audit.AuditedRequests;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.stereotype.Component;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** What the audit log tells of each endpoint. Whatever is not known to change nothing counts as a change. */
@Component
class AuditedEndpoints implements AuditedRequests {

    /** Sent as POST for the size of what they ask for. Tickets change nothing by themselves; their nodes log their use. */
    private static final Set<String> READS = Set.of("/api/v1/fsck", "/api/v1/allocations");

    /** Beginning and end of a node's service are events; all else that programs send, they send all the time. */
    private static final Set<String> EVENTS_OF_PROGRAMS = Set.of("/api/v1/nodes", "/api/v1/nodes/{id}/departure");

    private static final String UNKNOWN = "(unknown)";

    private final RequestAttributeSecurityContextRepository contexts = new RequestAttributeSecurityContextRepository();

    @Override
    public AuditedRequest of(HttpServletRequest request) {
        Optional<Endpoint> endpoint = EndpointAuthorization.endpoint(request);
        String path = endpoint.map(Endpoint::path).orElse(UNKNOWN);
        return new AuditedRequest(endpoint.map(AuditedEndpoints::kind).orElse(Kind.READ), method(request) + " " + path);
    }

    static Kind kind(Endpoint endpoint) {
        if (endpoint.method().equals(HttpMethod.GET) || READS.contains(endpoint.path())) {
            return Kind.READ;
        }
        return endpoint.audience() == Audience.PROGRAMS && !EVENTS_OF_PROGRAMS.contains(endpoint.path())
                ? Kind.ROUTINE
                : Kind.CHANGE;
    }

    private static String method(HttpServletRequest request) {
        String method = request.getMethod();
        return Stream.of(HttpMethod.values()).anyMatch(known -> known.name().equals(method)) ? method : UNKNOWN;
    }

    @Override
    public AuditCaller caller(HttpServletRequest request) {
        return switch (identity(request)) {
            case null -> AuditCaller.UNKNOWN;
            case Identity.Person person ->
                new AuditCaller(person.name(), person.role().name());
            case Identity.Program program -> new AuditCaller(program.name(), "PROGRAM");
            case Identity.Service service -> new AuditCaller(service.name(), "SERVICE");
        };
    }

    /** Spring Security forgets whose a request was when it has passed, but for its own attribute. */
    private @Nullable Identity identity(HttpServletRequest request) {
        if (contexts.containsContext(request)
                && contexts.loadDeferredContext(request).get().getAuthentication()
                        instanceof AuthenticatedCaller caller) {
            return caller.identity();
        }
        return request.getAttribute(Refusals.HOLDER_ATTRIBUTE) instanceof Identity holder ? holder : null;
    }

    @Override
    public @Nullable AuditTarget target(HttpServletRequest request) {
        Optional<Endpoint> endpoint = EndpointAuthorization.endpoint(request);
        if (endpoint.isEmpty()) {
            return AuditTarget.named(request.getRequestURI());
        }
        return queryPath(request.getQueryString())
                .or(() -> noted(request))
                .or(() -> variables(endpoint.get(), request))
                .or(() -> cluster(endpoint.get()))
                .orElse(null);
    }

    private static Optional<AuditTarget> noted(HttpServletRequest request) {
        return request.getAttribute(AuditNote.ATTRIBUTE) instanceof AuditNote note
                ? Optional.ofNullable(note.target())
                : Optional.empty();
    }

    private static Optional<AuditTarget> variables(Endpoint endpoint, HttpServletRequest request) {
        PathPattern pattern = PathPatternParser.defaultInstance.parse(endpoint.path());
        PathPattern.PathMatchInfo match = pattern.matchAndExtract(PathContainer.parsePath(request.getRequestURI()));
        return match == null || match.getUriVariables().isEmpty()
                ? Optional.empty()
                : Optional.of(AuditTarget.named(
                        String.join(" ", match.getUriVariables().values())));
    }

    private static Optional<AuditTarget> cluster(Endpoint endpoint) {
        return endpoint.path().startsWith("/api/v1/cluster/")
                ? Optional.of(AuditTarget.named("cluster"))
                : Optional.empty();
    }

    /** Not by the container, which would read a body of a form for it, and refuses a query that is malformed. */
    private static Optional<AuditTarget> queryPath(@Nullable String query) {
        return Stream.of(Objects.requireNonNullElse(query, "").split("&"))
                .filter(parameter -> parameter.startsWith("path="))
                .findFirst()
                .map(parameter -> path(parameter.substring("path=".length())));
    }

    private static AuditTarget path(String encoded) {
        try {
            String text = URLDecoder.decode(encoded, StandardCharsets.UTF_8);
            try {
                return AuditTarget.of(FilePath.valueOf(text));
            } catch (DfsException _) {
                return AuditTarget.named(text);
            }
        } catch (IllegalArgumentException _) {
            return AuditTarget.named(encoded);
        }
    }
}
