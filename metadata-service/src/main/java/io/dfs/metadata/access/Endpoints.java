package io.dfs.metadata.access;

import static io.dfs.metadata.access.Audience.ADMINS;
import static io.dfs.metadata.access.Audience.ANYBODY;
import static io.dfs.metadata.access.Audience.CALLERS;
import static io.dfs.metadata.access.Audience.PROGRAMS;
import static io.dfs.metadata.access.Audience.READERS;
import static io.dfs.metadata.access.Audience.WRITERS;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The one table of who may call what. What is not in it can't be reached, so a new endpoint stays closed until it has a row.
 * Which paths a caller may name in a request is another question: that of the trees.
 */
public final class Endpoints {

    /** Answers about the whole cluster tell of everybody's files, if only by their number: they are for admins. */
    static final List<Endpoint> ALL = List.of(
            // Files, by path
            new Endpoint(GET, "/api/v1/files", READERS),
            new Endpoint(GET, "/api/v1/locations", READERS),
            new Endpoint(GET, "/api/v1/directories", READERS),
            new Endpoint(GET, "/api/v1/explanations", READERS),
            new Endpoint(POST, "/api/v1/fsck", READERS),
            new Endpoint(POST, "/api/v1/bad-replicas", READERS),
            new Endpoint(GET, "/api/v1/trash", READERS),
            new Endpoint(POST, "/api/v1/allocations", WRITERS),
            new Endpoint(POST, "/api/v1/files", WRITERS),
            new Endpoint(DELETE, "/api/v1/files", WRITERS),
            new Endpoint(PUT, "/api/v1/files/replication", WRITERS),
            new Endpoint(POST, "/api/v1/directories", WRITERS),
            new Endpoint(POST, "/api/v1/trash/restorations", WRITERS),
            new Endpoint(POST, "/api/v1/trash/purges", WRITERS),
            // The cluster
            new Endpoint(GET, "/api/v1/cluster/info", CALLERS),
            new Endpoint(GET, "/api/v1/cluster", ADMINS),
            new Endpoint(POST, "/api/v1/cluster/safe-mode-exits", ADMINS),
            new Endpoint(GET, "/api/v1/nodes", ADMINS),
            new Endpoint(DELETE, "/api/v1/nodes/{name}", ADMINS),
            new Endpoint(PUT, "/api/v1/nodes/{name}/admin-state", ADMINS),
            new Endpoint(GET, "/api/v1/nodes/{name}/drain", ADMINS),
            new Endpoint(POST, "/api/v1/nodes/{name}/orphan-acceptance", ADMINS),
            new Endpoint(POST, "/api/v1/cluster/orphan-acceptance", ADMINS),
            new Endpoint(GET, "/api/v1/repairs", ADMINS),
            new Endpoint(GET, "/api/v1/quarantine", ADMINS),
            new Endpoint(POST, "/api/v1/quarantine/{id}/restoration", ADMINS),
            new Endpoint(POST, "/api/v1/quarantine/releases", ADMINS),
            new Endpoint(GET, "/api/v1/ledger", ADMINS),
            // Who may do what
            new Endpoint(GET, "/api/v1/caller", CALLERS),
            new Endpoint(GET, "/api/v1/audit", ADMINS),
            new Endpoint(GET, "/api/v1/tokens", ADMINS),
            new Endpoint(POST, "/api/v1/tokens", ADMINS),
            new Endpoint(DELETE, "/api/v1/tokens/{name}", ADMINS),
            // Whose a list is, is the trees' question
            new Endpoint(GET, "/api/v1/access", READERS),
            new Endpoint(PUT, "/api/v1/access", WRITERS),
            // Programs of the cluster
            new Endpoint(POST, "/api/v1/nodes", PROGRAMS),
            new Endpoint(POST, "/api/v1/nodes/{id}/heartbeats", PROGRAMS),
            new Endpoint(POST, "/api/v1/nodes/{id}/departure", PROGRAMS),
            new Endpoint(POST, "/api/v1/nodes/{id}/verifications", PROGRAMS),
            new Endpoint(POST, "/api/v1/nodes/{id}/removals", PROGRAMS),
            new Endpoint(POST, "/api/v1/nodes/{id}/chunk-reports", PROGRAMS),
            new Endpoint(POST, "/api/v1/nodes/{id}/chunk-reports/{reportId}/pages", PROGRAMS),
            new Endpoint(POST, "/api/v1/repairs/scans", PROGRAMS),
            new Endpoint(POST, "/api/v1/repairs/claims", PROGRAMS),
            new Endpoint(POST, "/api/v1/repairs/renewals", PROGRAMS),
            new Endpoint(POST, "/api/v1/repairs/balance-rounds", PROGRAMS),
            new Endpoint(POST, "/api/v1/repairs/reclaim-rounds", PROGRAMS),
            new Endpoint(POST, "/api/v1/repairs/{id}/completion", PROGRAMS),
            new Endpoint(POST, "/api/v1/repairs/{id}/failure", PROGRAMS),
            // The description of the API: the same for every cluster of this version, and a browser sends no token for
            // it
            new Endpoint(GET, "/v3/api-docs", ANYBODY),
            new Endpoint(GET, "/v3/api-docs.yaml", ANYBODY),
            new Endpoint(GET, "/v3/api-docs/swagger-config", ANYBODY),
            new Endpoint(GET, "/swagger-ui.html", ANYBODY),
            new Endpoint(GET, "/swagger-ui/**", ANYBODY));

    private record Row(Endpoint endpoint, PathPattern pattern) {

        boolean isAt(PathContainer path) {
            return pattern.matches(path);
        }
    }

    /** The most specific pattern first, as MVC chooses: {@code /nodes/{name}} is not {@code /nodes/x/drain}. */
    private static final List<Row> ROWS = ALL.stream()
            .map(endpoint -> new Row(endpoint, PathPatternParser.defaultInstance.parse(endpoint.path())))
            .sorted((a, b) -> PathPattern.SPECIFICITY_COMPARATOR.compare(a.pattern(), b.pattern()))
            .toList();

    private Endpoints() {}

    /** What a caller needs for a request in words; nothing if no endpoint is there, or if it is for anybody. */
    public static Optional<String> requirement(HttpMethod method, String path) {
        return of(method, path)
                .map(Endpoint::audience)
                .filter(audience -> audience != ANYBODY)
                .map(Audience::requirement);
    }

    /** What a request is for; a HEAD is a GET without the answer's body. */
    static Optional<Endpoint> of(HttpMethod method, String path) {
        HttpMethod asked = method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method;
        PathContainer parsed = PathContainer.parsePath(path);
        return ROWS.stream()
                .filter(row -> row.endpoint().method().equals(asked) && row.isAt(parsed))
                .map(Row::endpoint)
                .findFirst();
    }

    /** The methods that are known at a path; none if there is nothing. */
    static Set<HttpMethod> methodsAt(String path) {
        PathContainer parsed = PathContainer.parsePath(path);
        return ROWS.stream()
                .filter(row -> row.isAt(parsed))
                .map(row -> row.endpoint().method())
                .collect(Collectors.toSet());
    }
}
