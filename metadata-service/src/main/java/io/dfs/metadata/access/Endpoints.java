package io.dfs.metadata.access;

import static io.dfs.metadata.access.Audience.ADMINS;
import static io.dfs.metadata.access.Audience.ANYBODY;
import static io.dfs.metadata.access.Audience.CALLERS;
import static io.dfs.metadata.access.Audience.PROGRAMS;
import static io.dfs.metadata.access.Audience.READERS;
import static io.dfs.metadata.access.Audience.WRITERS;
import static io.dfs.metadata.access.Body.SMALL;
import static io.dfs.metadata.access.Body.list;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import io.dfs.metadata.limits.BodyLimit;
import io.dfs.metadata.limits.Limits;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The one table of who may call what, and how large the body may be. What is not in it can't be reached, so a new endpoint stays closed until it has a row.
 * Which paths a caller may name in a request is another question: that of the trees.
 */
public final class Endpoints {

    private static final Body PATHS = list(_ -> Limits.MAX_FSCK_PATHS, Body.PATH_BYTES, 1);
    private static final Body PURGES = list(Limits::maxPage, 64, 1).and(Body.SMALL);
    private static final Body NODE = list(_ -> Limits.MAX_DISKS_PER_NODE, Body.PATH_BYTES + 1024, 10);
    private static final Body GRANTS = list(Limits::maxGrantsPerList, 1024, 6);
    private static final Body LEASES = list(_ -> Limits.MAX_RENEWALS, 256, 6);
    private static final Body FINDINGS = list(_ -> Limits.MAX_VERIFICATIONS, 4096, 12);
    private static final Body REMOVALS = list(_ -> Limits.MAX_REMOVAL_RESULTS, 4096, 12);
    private static final Body REPORT_PAGE = list(_ -> Limits.MAX_CHUNKS_PER_REPORT_PAGE, 40, 1)
            .and(list(_ -> Limits.MAX_CHUNKS_PER_REPORT_PAGE, 256, 12));

    /** The extents of one file that is as long as can be, or those of many small ones. */
    private static final Body COMMIT = list(Limits::maxFilesPerCommit, Body.PATH_BYTES + 1024, 40)
            .and(list(Limits::maxExtentsPerFile, 256, 10))
            .and(list(Limits::maxReceiptsPerCommit, 512, 1));

    /** Answers about the whole cluster tell of everybody's files, if only by their number: they are for admins. */
    static final List<Endpoint> ALL = List.of(
            // Files, by path
            new Endpoint(GET, "/api/v1/files", READERS),
            new Endpoint(GET, "/api/v1/locations", READERS),
            new Endpoint(GET, "/api/v1/directories", READERS),
            new Endpoint(GET, "/api/v1/explanations", READERS),
            new Endpoint(POST, "/api/v1/fsck", READERS, PATHS),
            new Endpoint(POST, "/api/v1/bad-replicas", READERS, SMALL),
            new Endpoint(POST, "/api/v1/slow-nodes", READERS, SMALL),
            new Endpoint(GET, "/api/v1/trash", READERS),
            new Endpoint(POST, "/api/v1/allocations", WRITERS, SMALL),
            new Endpoint(POST, "/api/v1/files", WRITERS, COMMIT),
            new Endpoint(DELETE, "/api/v1/files", WRITERS),
            new Endpoint(PUT, "/api/v1/files/replication", WRITERS, SMALL),
            new Endpoint(POST, "/api/v1/directories", WRITERS, SMALL),
            new Endpoint(POST, "/api/v1/trash/restorations", WRITERS, SMALL),
            new Endpoint(POST, "/api/v1/trash/purges", WRITERS, PURGES),
            // The cluster
            new Endpoint(GET, "/api/v1/cluster/info", CALLERS),
            new Endpoint(GET, "/api/v1/cluster", ADMINS),
            new Endpoint(POST, "/api/v1/cluster/safe-mode-exits", ADMINS, SMALL),
            new Endpoint(GET, "/api/v1/nodes", ADMINS),
            new Endpoint(DELETE, "/api/v1/nodes/{name}", ADMINS),
            new Endpoint(PUT, "/api/v1/nodes/{name}/admin-state", ADMINS, SMALL),
            new Endpoint(GET, "/api/v1/nodes/{name}/drain", ADMINS),
            new Endpoint(POST, "/api/v1/nodes/{name}/orphan-acceptance", ADMINS),
            new Endpoint(POST, "/api/v1/cluster/orphan-acceptance", ADMINS),
            new Endpoint(GET, "/api/v1/disks", ADMINS),
            new Endpoint(POST, "/api/v1/nodes/{name}/disk-retirements", ADMINS, SMALL),
            new Endpoint(POST, "/api/v1/nodes/{name}/disk-replacements", ADMINS, SMALL),
            new Endpoint(GET, "/api/v1/repairs", ADMINS),
            new Endpoint(GET, "/api/v1/quarantine", ADMINS),
            new Endpoint(POST, "/api/v1/quarantine/{id}/restoration", ADMINS),
            new Endpoint(POST, "/api/v1/quarantine/releases", ADMINS, SMALL),
            new Endpoint(GET, "/api/v1/ledger", ADMINS),
            // Who may do what
            new Endpoint(GET, "/api/v1/caller", CALLERS),
            new Endpoint(GET, "/api/v1/audit", ADMINS),
            new Endpoint(GET, "/api/v1/tokens", ADMINS),
            new Endpoint(POST, "/api/v1/tokens", ADMINS, SMALL),
            new Endpoint(DELETE, "/api/v1/tokens/{name}", ADMINS),
            // Whose a list is, is the trees' question
            new Endpoint(GET, "/api/v1/access", READERS),
            new Endpoint(PUT, "/api/v1/access", WRITERS, GRANTS),
            // Programs of the cluster
            new Endpoint(POST, "/api/v1/nodes", PROGRAMS, NODE),
            new Endpoint(POST, "/api/v1/nodes/{id}/heartbeats", PROGRAMS, NODE),
            new Endpoint(POST, "/api/v1/nodes/{id}/departure", PROGRAMS, SMALL),
            new Endpoint(POST, "/api/v1/nodes/{id}/verifications", PROGRAMS, FINDINGS),
            new Endpoint(POST, "/api/v1/nodes/{id}/removals", PROGRAMS, REMOVALS),
            new Endpoint(POST, "/api/v1/nodes/{id}/chunk-reports", PROGRAMS),
            new Endpoint(POST, "/api/v1/nodes/{id}/chunk-reports/{reportId}/pages", PROGRAMS, REPORT_PAGE),
            new Endpoint(POST, "/api/v1/repairs/scans", PROGRAMS, SMALL),
            new Endpoint(POST, "/api/v1/repairs/claims", PROGRAMS, SMALL),
            new Endpoint(POST, "/api/v1/repairs/renewals", PROGRAMS, LEASES),
            new Endpoint(POST, "/api/v1/repairs/balance-rounds", PROGRAMS),
            new Endpoint(POST, "/api/v1/repairs/reclaim-rounds", PROGRAMS),
            new Endpoint(POST, "/api/v1/repairs/{id}/completion", PROGRAMS, SMALL),
            new Endpoint(POST, "/api/v1/repairs/{id}/failure", PROGRAMS, SMALL),
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

    /** How large the body of a request may be; nothing where there is no endpoint. */
    public static BodyLimit bodyLimit(HttpMethod method, String path, Limits limits) {
        return of(method, path)
                .map(endpoint -> endpoint.body()
                        .limit(limits)
                        .atMost(limits.maxRequestBody().toBytes()))
                .orElse(BodyLimit.NONE);
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
