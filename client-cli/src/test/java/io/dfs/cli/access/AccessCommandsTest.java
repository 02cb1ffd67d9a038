package io.dfs.cli.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun;
import io.dfs.cli.session.Environment;
import io.dfs.cli.support.InMemoryAccess;
import io.dfs.cli.support.InMemoryCluster;
import io.dfs.common.api.AuditEntry;
import io.dfs.common.api.AuditPage;
import io.dfs.common.api.Caller;
import io.dfs.common.api.CreatedToken;
import io.dfs.common.api.Role;
import io.dfs.common.api.TokenInfo;
import io.dfs.common.api.TokenPage;
import io.dfs.common.api.TreeAccess;
import io.dfs.common.api.TreeGrant;
import io.dfs.common.api.TreeRole;
import io.dfs.common.http.Json;
import io.dfs.common.id.Ids;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessCommandsTest {

    @TempDir
    private Path folder;

    private final InMemoryCluster cluster = new InMemoryCluster(3);
    private final InMemoryAccess access = cluster.metadata().access();
    private final String admin = access.close();

    @AfterEach
    void close() {
        cluster.close();
    }

    private CommandRun dfs(String... arguments) {
        return as(admin, arguments);
    }

    private CommandRun as(String token, String... arguments) {
        Map<String, String> variables =
                new HashMap<>(Map.of("DFS_STATE_DIR", "state", "DFS_ENDPOINT", cluster.endpoint()));
        if (!token.isEmpty()) {
            variables.put("DFS_TOKEN", token);
        }
        Clock clock = Clock.fixed(InMemoryAccess.THEN, ZoneOffset.UTC);
        return CommandRun.run(
                InputStream.nullInputStream(), new Environment(variables, folder, folder, clock), arguments);
    }

    // Getting in

    @Test
    void everyRequestToTheMetadataServiceCarriesTheTokenAndNoneToANodeDoes() throws Exception {
        Files.writeString(folder.resolve("f"), "text");

        // A node would not know the token as one of its tickets.
        assertThat(dfs("upload", "f", "/f").err()).contains("uploaded 1 file");
        assertThat(dfs("cat", "/f").out()).isEqualTo("text");
        assertThat(dfs("status").exitCode()).isZero();
        assertThat(access.presented).isNotEmpty().containsOnly("Bearer " + admin);
    }

    @Test
    void withoutATokenItTellsTheWaysToGiveOne() {
        CommandRun run = as("", "ls");

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err())
                .contains("[TOKEN_REQUIRED]")
                .contains("DFS_TOKEN ", "DFS_TOKEN_FILE", "--token-file", "token-file=FILE");
    }

    @Test
    void aRefusedTokenIsToldWithTheServicesSentenceAndWhereItWasFound() {
        String expired = access.issue("old", Role.ADMIN, Instant.parse("2026-01-01T00:00:00Z"));
        String revoked = access.issue("gone", Role.ADMIN, null);
        dfs("token", "revoke", "gone");

        assertRefused(as("dfs_garbage", "ls"), "no one has this token [TOKEN_INVALID]", "is from DFS_TOKEN");
        assertRefused(as(expired, "ls"), "the token of old has expired [TOKEN_EXPIRED]", "is from DFS_TOKEN");
        assertRefused(as(revoked, "ls"), "the token of gone was revoked [TOKEN_REVOKED]", "is from DFS_TOKEN");
    }

    @Test
    void whoMayNotIsToldHowToSeeWhatTheyMay() {
        String reader = access.issue("rita", Role.READER, null);

        assertRefused(
                as(reader, "token", "ls"), "rita is READER, and this needs ADMIN [FORBIDDEN]", "dfs token whoami");
    }

    private static void assertRefused(CommandRun run, String sentence, String hint) {
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err().lines()).hasSize(2);
        assertThat(run.err()).startsWith("dfs: " + sentence + "\n").contains(hint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ls -v",
                "-v --json ls",
                "token whoami",
                "token ls --json",
                "token whoami -v --json",
                "-v --json --endpoint http://localhost:1 ls",
                "-v stat /nothing --json",
                "-v --token-file nothing ls"
            })
    void noOutputHoldsTheToken(String line) {
        String stranger = "dfs_stranger-of-all";
        for (String token : List.of(admin, stranger, "not a token " + stranger)) {
            CommandRun run = as(token, line.split(" "));
            assertThat(run.out() + run.err()).doesNotContain(admin).doesNotContain(stranger);
        }
    }

    // Tokens

    @Test
    void printsTheNewTokenAloneSoThatItCanBeKeptInAFile() {
        CommandRun run = dfs("token", "create", "alice", "--role", "writer", "--prefix", "/a/", "--expires", "30d");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).matches("dfs_\\S+\n");
        assertThat(run.err())
                .isEqualToIgnoringNewLines(
                        "alice is WRITER of /a until 2026-01-31T00:00:00Z; the token is shown this once");
        assertThat(dfs("token", "create", "bob", "--role", "READER").err())
                .startsWith("bob is READER of everything for good;");
        String token = run.out().strip();
        assertThat(as(token, "token", "whoami").exitCode()).isEqualTo(5); // it is later than its end by now
    }

    @Test
    void givesTheWholeRecordOfANewTokenAsJson() {
        CreatedToken created = Json.read(
                dfs("token", "create", "alice", "--role", "admin", "--json").outBytes(), CreatedToken.class);

        assertThat(created.info().role()).isEqualTo(Role.ADMIN);
        assertThat(Json.read(as(created.token(), "--json", "token", "whoami").outBytes(), Caller.class)
                        .name())
                .isEqualTo("alice");
    }

    @ParameterizedTest
    @CsvSource({
        "12h,                  2026-01-01T12:00:00Z",
        "30d,                  2026-01-31T00:00:00Z",
        "2027-01-01,           2027-01-01T00:00:00Z",
        "2026-06-01T12:00:00Z, 2026-06-01T12:00:00Z"
    })
    void understandsTheEndOfATokenAsPeopleWriteIt(String text, Instant end) {
        assertThat(Expiry.parse(text, InMemoryAccess.THEN)).isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "token create                              | NAME",
                "token create a                            | --role",
                "token create a --role king                | king",
                "token create a --role reader --prefix a   | does not start with /",
                "token create a --role reader --expires x  | write a span such as 12h or 30d",
                "token create a --role reader --expires 2025-12-31 | is over already",
                "token create a --role reader --expires 0d | is over already",
                "token revoke                              | NAME",
                "access grant /a bob                       | ROLE",
                "access grant /a bob king                  | king",
                "access show a                             | does not start with /",
                "audit -n 0                                | 1 to 10,000",
                "audit -n 10001                            | 1 to 10,000",
                "audit --path a                            | does not start with /",
                "--token secret ls                         | --token"
            })
    void tellsWrongUsageInASentence(String line, String expected) {
        CommandRun run = dfs(line.split(" +"));

        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).startsWith("dfs: ").contains(expected);
    }

    @Test
    void listsTokensWithTheirState() {
        access.issue("old", Role.READER, Instant.parse("2025-12-31T00:00:00Z"));
        access.issue("gone", Role.WRITER, null);
        assertThat(dfs("token", "revoke", "gone").err()).isEqualToIgnoringNewLines("the token of gone is revoked");

        List<String> lines = dfs("token", "ls").out().lines().toList();

        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).startsWith("NAME         ROLE    PREFIX  STATE");
        assertThat(lines.get(1)).startsWith("first-admin  ADMIN   /       VALID    never");
        assertThat(lines.get(2)).startsWith("old          READER  /       EXPIRED  2025-12-31T00:00:00Z");
        assertThat(lines.get(3)).startsWith("gone         WRITER  /       REVOKED  never");
        assertThat(dfs("token", "revoke", "unknown").exitCode()).isEqualTo(3);
        assertThat(Json.read(dfs("token", "revoke", "old", "--json").outBytes(), TokenInfo.class)
                        .revokedAt())
                .isNotNull();
    }

    @Test
    void listsTokensHoweverManyThereAre() {
        for (int i = 0; i < 450; i++) {
            access.issue("t" + i, Role.READER, null);
        }

        assertThat(Json.read(dfs("token", "ls", "--json").outBytes(), TokenPage.class)
                        .tokens())
                .hasSize(451);
        assertThat(dfs("token", "ls").out()).contains("t0 ", "t449 ");
    }

    @Test
    void tellsWhoTheCallerIs() throws Exception {
        Files.writeString(folder.resolve("mine"), access.issue("rita", Role.READER, null));

        assertThat(dfs("token", "whoami", "--token-file", "mine").out().lines())
                .containsExactly(
                        "name        rita",
                        "role        READER",
                        "prefix      /",
                        "expires     never",
                        "token from  --token-file (%s)".formatted(folder.resolve("mine")));
    }

    // Access lists

    @Test
    void grantsAndRevokesOneByOne() {
        assertThat(dfs("access", "show", "/a").out())
                .isEqualToIgnoringNewLines("/a has no access list: those above it decide");

        assertThat(dfs("access", "grant", "/a", "alice", "owner").err())
                .contains("alice is OWNER of /a", "/a had no access list: from now on only who is on it gets in");
        assertThat(dfs("access", "grant", "/a", "bob", "reader").err())
                .isEqualToIgnoringNewLines("bob is READER of /a");
        dfs("access", "grant", "/a", "bob", "writer");
        assertThat(dfs("access", "show", "/a/").out().lines())
                .containsExactly("PRINCIPAL  ROLE", "alice      OWNER", "bob        WRITER");

        assertThat(dfs("access", "revoke", "/a", "carol").err())
                .isEqualToIgnoringNewLines("carol is not on the access list of /a; nothing is changed");
        assertThat(dfs("access", "revoke", "/a", "bob").err())
                .isEqualToIgnoringNewLines("bob is off the access list of /a");
        assertThat(Json.read(dfs("access", "show", "--json", "/a").outBytes(), TreeAccess.class)
                        .grants())
                .containsExactly(new TreeGrant("alice", TreeRole.OWNER));
    }

    @Test
    void takingTheLastOneOffDoesNotOpenTheTreeByTheWay() {
        dfs("access", "grant", "/a", "alice", "owner");

        CommandRun last = dfs("access", "revoke", "/a", "alice");
        assertThat(last.exitCode()).isEqualTo(2);
        assertThat(last.err()).contains("without a list everybody gets in", "'dfs access clear /a'");

        assertThat(dfs("access", "clear", "/a").exitCode()).isZero();
        assertThat(dfs("access", "show", "/a").out()).contains("has no access list");
    }

    // The audit log

    private void audited(int count) {
        for (int i = 0; i < count; i++) {
            access.audit.addFirst(new AuditEntry(
                    Ids.next(),
                    InMemoryAccess.THEN.plusSeconds(i),
                    "r-" + i,
                    i % 2 == 0 ? "alice" : "bob",
                    "10.0.0.1",
                    "DELETE /api/v1/files",
                    i % 3 == 0 ? null : "/in/f" + i,
                    i % 2 == 0 ? 200 : 403,
                    i % 2 == 0 ? "OK" : "FORBIDDEN"));
        }
    }

    @Test
    void showsTheLatestEntriesAsALogIsRead() {
        audited(500);

        List<String> lines = dfs("audit").out().lines().toList();
        assertThat(lines).hasSize(52).first().asString().startsWith("… there is more before");
        assertThat(lines.get(1)).startsWith("AT                    WHO    FROM      ACTION                TARGET");
        assertThat(lines.get(2)).contains("r-450");
        assertThat(lines.getLast())
                .isEqualTo("2026-01-01T00:08:19Z  bob    10.0.0.1  DELETE /api/v1/files  /in/f499  FORBIDDEN  r-499");
        assertThat(dfs("audit", "-n", "300").out().lines()).hasSize(302);
        assertThat(dfs("audit", "-n", "500").out().lines()).hasSize(501);
    }

    @Test
    void showsAllOfTheLogPageByPageTheLatestFirst() {
        audited(450);

        List<String> lines = dfs("audit", "--all")
                .out()
                .lines()
                .filter(line -> !line.startsWith("AT "))
                .toList();

        assertThat(lines).hasSize(450);
        assertThat(lines.getFirst()).contains("r-449");
        assertThat(lines.getLast()).contains("r-0");
        assertThat(entries("audit", "--json")).isEqualTo(access.audit.subList(0, 50));
        assertThat(entries("audit", "--json", "--all")).isEqualTo(access.audit);
    }

    @Test
    void asksTheServiceForTheEntriesOfOneCallerOrOneTree() {
        assertThat(dfs("audit").out()).isEqualToIgnoringNewLines("no such entries");
        audited(20);

        assertThat(entries("audit", "--json", "--who", "bob"))
                .hasSize(10)
                .allMatch(entry -> entry.who().equals("bob"));
        assertThat(entries("audit", "--json", "--path", "/in/f1/"))
                .isNotEmpty()
                .allMatch(entry -> String.valueOf(entry.target()).startsWith("/in/f1"));
    }

    private List<AuditEntry> entries(String... arguments) {
        return Json.read(dfs(arguments).outBytes(), AuditPage.class).entries();
    }
}
