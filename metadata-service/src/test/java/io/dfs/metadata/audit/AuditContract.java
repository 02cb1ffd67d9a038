package io.dfs.metadata.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dfs.common.api.AccessApi;
import io.dfs.common.api.AuditEntry;
import io.dfs.common.api.AuditPage;
import io.dfs.common.api.CreatedToken;
import io.dfs.common.api.MakeDirectoryRequest;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.Role;
import io.dfs.common.api.TokenRequest;
import io.dfs.common.api.TrashPurgeRequest;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.HttpAccessApi;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.MetadataEndpoints;
import io.dfs.common.http.RequestIds;
import io.dfs.common.http.Retry;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.node.ServiceContract;
import io.dfs.metadata.support.AuditFiles;
import io.dfs.metadata.support.TestTokens;
import io.dfs.service.audit.AuditCaller;
import io.dfs.service.audit.AuditLine;
import io.dfs.service.audit.AuditTarget;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

abstract class AuditContract extends ServiceContract {

    private static final CloseableHttpClient HTTP =
            HttpClients.create(Duration.ofSeconds(5), Duration.ofSeconds(30), 4);

    @LocalServerPort
    private int port;

    @Value("${dfs.audit.dir}")
    private Path auditLog;

    @Autowired
    private AuditTable table;

    @Autowired
    private AuditPurge purge;

    private AccessApi access;

    @BeforeEach
    void connectAsAdmin() {
        access = accessWith(TestTokens.ADMIN);
    }

    private AccessApi accessWith(String token) {
        return new HttpAccessApi(
                HTTP, new MetadataEndpoints(List.of(URI.create("http://localhost:" + port))), Retry.NEVER, () -> token);
    }

    /** A token's secret. */
    private String tokenOf(String name, Role role) {
        return access.createToken(new TokenRequest(name, role, null, null)).token();
    }

    private static MakeDirectoryRequest directory(String path) {
        return new MakeDirectoryRequest(FilePath.valueOf(path), false);
    }

    private static @Nullable ErrorCode refusalOf(Runnable call) {
        try {
            call.run();
            return null;
        } catch (DfsException e) {
            return e.code();
        }
    }

    /** The one line about a request, and its row, which comes a little later. */
    private JsonNode lineAndRow(Runnable request) {
        String requestId = RequestIds.next();
        try (RequestIds.Scope _ = RequestIds.begin(requestId)) {
            request.run();
        }
        await().untilAsserted(() ->
                assertThat(new AuditFiles(auditLog).about(requestId)).hasSize(1));
        JsonNode line = new AuditFiles(auditLog).about(requestId).getFirst();
        await().untilAsserted(() -> assertThat(
                        access.audit(null, 100, null, null).entries())
                .filteredOn(entry -> entry.requestId().equals(requestId))
                .singleElement()
                .satisfies(entry -> assertThat(isOf(entry, line))
                        .as("%s is %s", entry, line)
                        .isTrue()));
        return line;
    }

    private static boolean isOf(AuditEntry entry, JsonNode line) {
        return entry.id().toString().equals(line.get("id").stringValue())
                && entry.at().equals(Instant.parse(line.get("at").stringValue()))
                && entry.who().equals(line.get("who").stringValue())
                && entry.from().equals(line.get("from").stringValue())
                && entry.action().equals(line.get("action").stringValue())
                && entry.status() == line.get("status").intValue()
                && entry.result().equals(line.get("result").stringValue())
                && (entry.target() == null) == (line.get("target") == null);
    }

    @Test
    void aChangeLeavesOneLineAndOneRow() {
        MetadataApi bob = apiWith(tokenSupplier(tokenOf("bob", Role.WRITER)));

        JsonNode line = lineAndRow(() -> bob.makeDirectory(directory("/reports")));

        assertThat(line.get("who").stringValue()).isEqualTo("bob");
        assertThat(line.get("role").stringValue()).isEqualTo("WRITER");
        assertThat(line.get("action").stringValue()).isEqualTo("POST /api/v1/directories");
        assertThat(line.get("target").stringValue()).isEqualTo("/reports");
        assertThat(line.get("result").stringValue()).isEqualTo("OK");
        assertThat(line.get("status").intValue()).isEqualTo(200);
    }

    @Test
    void aChangeThatFailedTellsWhy() {
        admin.makeDirectory(directory("/reports"));

        JsonNode line = lineAndRow(() -> assertThat(refusalOf(() -> admin.makeDirectory(directory("/reports"))))
                .isEqualTo(ErrorCode.ALREADY_EXISTS));

        assertThat(line.get("result").stringValue()).isEqualTo("ALREADY_EXISTS");
        assertThat(line.get("status").intValue()).isEqualTo(409);
        assertThat(line.get("target").stringValue()).isEqualTo("/reports");
    }

    @Test
    void whoMayNotIsNamedWithWhatHeWanted() {
        MetadataApi eve = apiWith(tokenSupplier(tokenOf("eve", Role.READER)));

        JsonNode write = lineAndRow(() -> assertThat(refusalOf(() -> eve.remove(FilePath.valueOf("/plans"), true)))
                .isEqualTo(ErrorCode.FORBIDDEN));
        JsonNode read = lineAndRow(() -> assertThat(refusalOf(eve::nodes)).isEqualTo(ErrorCode.FORBIDDEN));

        assertThat(write.get("who").stringValue()).isEqualTo("eve");
        assertThat(write.get("role").stringValue()).isEqualTo("READER");
        assertThat(write.get("target").stringValue()).isEqualTo("/plans");
        assertThat(write.get("result").stringValue()).isEqualTo("FORBIDDEN");
        assertThat(read.get("action").stringValue()).isEqualTo("GET /api/v1/nodes");
    }

    @Test
    void whoBringsNoGoodTokenIsNobody() {
        String bad = "dfs_" + "z".repeat(43);

        JsonNode line =
                lineAndRow(() -> assertThat(refusalOf(() -> apiWith(() -> bad).stat(FilePath.valueOf("/plans"))))
                        .isEqualTo(ErrorCode.TOKEN_INVALID));

        assertThat(line.get("who").stringValue()).isEqualTo("-");
        assertThat(line.get("role")).isNull();
        assertThat(line.get("target").stringValue()).isEqualTo("/plans");
        assertThat(line.get("status").intValue()).isEqualTo(401);
    }

    @Test
    void whatTokensAndNodesBecomeIsInTheDetail() {
        JsonNode token = lineAndRow(
                () -> access.createToken(new TokenRequest("backup", Role.WRITER, FilePath.valueOf("/backup"), null)));
        JsonNode node = lineAndRow(() -> register("node-a", "1"));

        assertThat(token.get("target").stringValue()).isEqualTo("backup");
        assertThat(token.get("detail").stringValue()).isEqualTo("WRITER below /backup");
        assertThat(node.get("target").stringValue()).isEqualTo("node-a");
        assertThat(node.get("role").stringValue()).isEqualTo("PROGRAM");
    }

    @Test
    void whatIsRemovedForGoodIsToldByItsPath() {
        admin.makeDirectory(directory("/old"));
        admin.makeDirectory(directory("/old/plans"));
        admin.makeDirectory(directory("/older"));
        UUID plans = admin.remove(FilePath.valueOf("/old/plans"), true).trashId();

        JsonNode dryRun = lineAndRow(
                () -> operationsAs(TestTokens.ADMIN).purgeTrash(new TrashPurgeRequest(List.of(plans), true)));
        JsonNode purge = lineAndRow(() -> operationsAs(TestTokens.ADMIN)
                .purgeTrash(new TrashPurgeRequest(List.of(plans, UUID.randomUUID()), false)));
        JsonNode permanent = lineAndRow(() -> admin.removePermanently(FilePath.valueOf("/older"), true));
        JsonNode ordinary = lineAndRow(() -> admin.remove(FilePath.valueOf("/old"), true));

        assertThat(dryRun.get("target").stringValue()).isEqualTo("/old/plans");
        assertThat(dryRun.get("detail").stringValue()).isEqualTo("1 of 1 entries, dry run");
        assertThat(purge.get("target").stringValue()).isEqualTo("/old/plans");
        assertThat(purge.get("detail").stringValue()).isEqualTo("1 of 2 entries");
        assertThat(permanent.get("target").stringValue()).isEqualTo("/older");
        assertThat(permanent.get("detail").stringValue()).isEqualTo("permanent=true");
        assertThat(ordinary.get("detail")).isNull();
    }

    @Test
    void readsAndTheRoutineOfProgramsAreNotInIt() {
        NodeId node = register("node-a", "1");
        String requestId = RequestIds.next();
        try (RequestIds.Scope _ = RequestIds.begin(requestId)) {
            api.heartbeat(node, heartbeat(1));
            api.startChunkReport(node);
            api.nodes();
            api.list(FilePath.ROOT, null, 10);
        }
        lineAndRow(() -> admin.makeDirectory(directory("/after")));

        assertThat(new AuditFiles(auditLog).about(requestId)).isEmpty();
    }

    @Test
    void onlyAdminsReadIt() {
        String writer = tokenOf("walter", Role.WRITER);

        assertThat(refusalOf(() -> accessWith(writer).audit(null, 10, null, null)))
                .isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(refusalOf(() -> access.audit(null, 0, null, null))).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refusalOf(() -> access.audit(null, 1001, null, null))).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void tellsWhoComesWithATokenThatIsNoLongerGood() {
        CreatedToken created = access.createToken(new TokenRequest("mallory", Role.WRITER, null, null));
        access.revokeToken("mallory");

        refusalOf(() -> apiWith(created::token).makeDirectory(directory("/x")));

        assertThat(new AuditFiles(auditLog).lines())
                .anySatisfy(line -> assertThat(line).contains("\"who\":\"mallory\"", "TOKEN_REVOKED"));
    }

    @Test
    void noSecretIsInAnyLine() {
        CreatedToken created = access.createToken(new TokenRequest("mallory", Role.READER, null, null));
        MetadataApi mallory = apiWith(created::token);
        refusalOf(() -> mallory.makeDirectory(directory("/" + created.token())));
        refusalOf(() -> admin.makeDirectory(directory("/" + created.token() + "/x")));
        refusalOf(() -> access.revokeToken(created.token()));
        refusalOf(() -> apiWith(() -> tokens.signServiceToken("test")).remove(FilePath.valueOf("/x"), true));
        access.revokeToken("mallory");
        refusalOf(mallory::nodes);
        lineAndRow(() -> admin.makeDirectory(directory("/after")));

        String lines = String.join("\n", new AuditFiles(auditLog).lines());

        assertThat(lines)
                .contains("TOKEN_REVOKED")
                .contains("dfs_(secret)")
                .doesNotContain(created.token())
                .doesNotContain(TestTokens.ADMIN)
                .doesNotContain("a secret of tests")
                .doesNotContain("Bearer")
                .doesNotContain("eyJ");
        assertThat(access.audit(null, 1000, null, null).entries().toString()).doesNotContain(created.token());
    }

    // The table

    private static AuditLine line(String who, @Nullable AuditTarget target) {
        return new AuditLine(
                Instant.parse("2026-11-28T12:00:00Z"),
                Ids.next(),
                "r",
                new AuditCaller(who, null),
                "10.0.0.1",
                "POST /x",
                target,
                null,
                200,
                "OK",
                1L);
    }

    private static AuditLine at(String... paths) {
        return line("w", AuditTarget.of(Stream.of(paths).map(FilePath::valueOf).toList()));
    }

    private void insert(AuditLine... lines) {
        transactions.executeWithoutResult(_ -> table.insert(List.of(lines)));
    }

    private List<String> targets(String path, int mostRows) {
        List<String> targets = new ArrayList<>();
        @Nullable UUID before = null;
        do {
            AuditPage page = table.page(before, 2, "w", FilePath.valueOf(path), mostRows);
            page.entries().forEach(entry -> targets.add(String.valueOf(entry.target())));
            before = page.next();
        } while (before != null);
        return targets;
    }

    @Test
    void theLatestComesFirstPageByPage() {
        AuditLine[] lines = Stream.generate(() -> line("w", null)).limit(5).toArray(AuditLine[]::new);
        insert(lines);

        AuditPage first = access.audit(null, 2, "w", null);
        AuditPage second = access.audit(first.next(), 2, "w", null);
        AuditPage third = access.audit(second.next(), 2, "w", null);

        assertThat(Stream.of(first, second, third).flatMap(page -> page.entries().stream()))
                .extracting(AuditEntry::id)
                .containsExactly(lines[4].id(), lines[3].id(), lines[2].id(), lines[1].id(), lines[0].id());
        assertThat(third.next()).isNull();
    }

    @Test
    void aLineThatComesTwiceIsOneRow() {
        AuditLine line = line("w", null);

        insert(line);
        insert(line, line("w", null));

        assertThat(access.audit(null, 10, "w", null).entries()).hasSize(2);
    }

    @Test
    void oneCallersLinesAreFoundByHisName() {
        insert(line("W", null), line("w ", null), line("w", null), line("ww", null));

        assertThat(access.audit(null, 10, "w", null).entries())
                .singleElement()
                .extracting(AuditEntry::who)
                .isEqualTo("w");
    }

    @Test
    @DisplayName("what was done at a path or below it is found by byte, whatever the names look like")
    void aTreesLinesAreFound() {
        insert(
                at("/a"),
                at("/a/b"),
                at("/a/b/c"),
                at("/a.b"),
                at("/ab"),
                at("/A/b"),
                at("/a/b%"),
                at("/a_b/x"),
                at("/a/Ünï 🎉"),
                line("w", AuditTarget.named("/a/b")),
                line("w", null));

        for (int mostRows : new int[] {1, 2, 3, 100}) {
            assertThat(targets("/a", mostRows)).containsExactly("/a/Ünï 🎉", "/a/b%", "/a/b/c", "/a/b", "/a");
            assertThat(targets("/a/b", mostRows)).containsExactly("/a/b/c", "/a/b");
            assertThat(targets("/a_b", mostRows)).containsExactly("/a_b/x");
            assertThat(targets("/", mostRows)).hasSize(9);
            assertThat(targets("/nothing", mostRows)).isEmpty();
        }
    }

    @Test
    void aLineAboutSeveralFilesIsFoundWhereverOneOfThemMayLie() {
        insert(at("/a/x/1", "/a/y/2"), at("/b/1", "/b/2"), at("/a"));

        assertThat(targets("/a/y", 100)).containsExactly("/a/x/1, /a/y/2");
        assertThat(targets("/a", 100)).containsExactly("/a", "/a/x/1, /a/y/2");
        assertThat(targets("/b/2", 100)).containsExactly("/b/1, /b/2");
        assertThat(targets("/c", 100)).isEmpty();
    }

    @Test
    void theLongestPathHasItsRow() {
        FilePath longest = FilePath.valueOf(("/" + "ü".repeat(127)).repeat(16));
        insert(line("w", AuditTarget.of(longest)), line("w", AuditTarget.of(List.of(longest, longest, longest))));

        assertThat(targets(longest.toString(), 100)).hasSize(2).last().isEqualTo(longest.toString());
    }

    @Test
    void rowsGoWhenTheyAreTooOld() {
        insert(line("w", null), line("w", null));
        update("UPDATE audit SET at = ?", SqlValues.time(databaseClock.instant().minus(Duration.ofDays(91))));
        insert(line("w", null));
        update(
                "UPDATE audit SET at = ? WHERE at > ?",
                SqlValues.time(databaseClock.instant().minus(Duration.ofDays(89))),
                SqlValues.time(databaseClock.instant().minus(Duration.ofDays(90))));

        assertThat(purge.runOnce()).isEqualTo(2);
        assertThat(access.audit(null, 10, "w", null).entries()).hasSize(1);
    }

    private static Supplier<String> tokenSupplier(String secret) {
        return () -> secret;
    }
}
