package io.dfs.metadata.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.CommitRequest;
import io.dfs.common.api.CreatedToken;
import io.dfs.common.api.DirectoryEntry;
import io.dfs.common.api.DirectoryPage;
import io.dfs.common.api.ExtentCommit;
import io.dfs.common.api.ExtentLocation;
import io.dfs.common.api.FileCommit;
import io.dfs.common.api.FsckRequest;
import io.dfs.common.api.MakeDirectoryRequest;
import io.dfs.common.api.Precondition;
import io.dfs.common.api.Removed;
import io.dfs.common.api.RepairScanRequest;
import io.dfs.common.api.ReplicationRequest;
import io.dfs.common.api.Role;
import io.dfs.common.api.TokenRequest;
import io.dfs.common.api.TrashItem;
import io.dfs.common.api.TrashPage;
import io.dfs.common.api.TreeAccess;
import io.dfs.common.api.TreeAccessRequest;
import io.dfs.common.api.TreeGrant;
import io.dfs.common.api.TreeRole;
import io.dfs.common.api.UndeleteRequest;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Problem;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.DfsHeaders;
import io.dfs.common.http.Json;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.ByteSpan;
import io.dfs.common.token.Receipt;
import io.dfs.metadata.cluster.ClusterIdentity;
import io.dfs.metadata.node.ServiceContract;
import io.dfs.metadata.support.TestTokens;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Several people and their trees, over HTTP. */
abstract class TreeAccessContract extends ServiceContract {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int FILE_BYTES = 100;

    /** What a caller sees of an answer: not the id of the request, nor the time. */
    private record Answer(int status, String body, Map<String, List<String>> headers) {

        @Nullable
        ErrorCode code() {
            return status < 400
                    ? null
                    : Json.read(body.getBytes(StandardCharsets.UTF_8), Problem.class)
                            .code();
        }

        <T> T as(Class<T> type) {
            assertThat(status).as(body).isEqualTo(200);
            return Json.read(body.getBytes(StandardCharsets.UTF_8), type);
        }
    }

    private record Request(
            String method, String target, @Nullable Object body) {}

    @Autowired
    private ClusterIdentity cluster;

    private final Map<String, String> secrets = new HashMap<>();
    private List<NodeId> nodes = List.of();

    @BeforeEach
    void peopleAndNodes() throws Exception {
        secrets.clear();
        secrets.put("admin", TestTokens.ADMIN);
        person("alice", Role.WRITER, "/");
        person("bob", Role.WRITER, "/");
        person("carol", Role.WRITER, "/");
        nodes = List.of(register("n1", "z1"), register("n2", "z2"), register("n3", "z3"));
    }

    // What is answered where

    @Test
    void eachOperationIsAnsweredByTheCallersRightAtEachPlace() throws Exception {
        person("dora", Role.WRITER, "/team");
        for (String directory : List.of("/team/write", "/team/read", "/team/hidden", "/open")) {
            file(directory + "/f");
        }
        set("admin", "/team", "dora", TreeRole.WRITER, "alice", TreeRole.OWNER);
        set("alice", "/team/read", "dora", TreeRole.READER, "alice", TreeRole.OWNER);
        set("alice", "/team/hidden", "alice", TreeRole.OWNER);
        SoftAssertions answers = new SoftAssertions();
        //                                      write  read   hidden outside absent
        expect(answers, "stat", List.of("ok", "ok", "NOT_FOUND", "FORBIDDEN", "NOT_FOUND"));
        expect(answers, "list", List.of("ok", "ok", "NOT_FOUND", "FORBIDDEN", "NOT_FOUND"));
        expect(answers, "locations", List.of("ok", "ok", "NOT_FOUND", "FORBIDDEN", "NOT_FOUND"));
        expect(answers, "explain", List.of("ok", "ok", "NOT_FOUND", "FORBIDDEN", "NOT_FOUND"));
        expect(answers, "fsck", List.of("ok", "ok", "ok", "FORBIDDEN", "ok"));
        expect(answers, "access", List.of("ok", "ok", "NOT_FOUND", "FORBIDDEN", "NOT_FOUND"));
        expect(answers, "set access", List.of("FORBIDDEN", "FORBIDDEN", "NOT_FOUND", "FORBIDDEN", "NOT_FOUND"));
        expect(answers, "undelete", List.of("NOT_FOUND", "NOT_FOUND", "NOT_FOUND", "FORBIDDEN", "NOT_FOUND"));
        expect(answers, "setrep", List.of("ok", "FORBIDDEN", "NOT_FOUND", "FORBIDDEN", "NOT_FOUND"));
        expect(answers, "overwrite", List.of("ok", "FORBIDDEN", "FORBIDDEN", "FORBIDDEN", "ok"));
        expect(answers, "rm", List.of("ok", "FORBIDDEN", "NOT_FOUND", "FORBIDDEN", "ok"));
        expect(answers, "rm again", List.of("NOT_FOUND", "FORBIDDEN", "NOT_FOUND", "FORBIDDEN", "NOT_FOUND"));
        expect(answers, "mkdir", List.of("ok", "FORBIDDEN", "FORBIDDEN", "FORBIDDEN", "ok"));
        answers.assertAll();
    }

    private void expect(SoftAssertions answers, String operation, List<String> expected) throws Exception {
        List<String> given = new ArrayList<>();
        for (String directory : List.of("/team/write", "/team/read", "/team/hidden", "/open", "/team/absent")) {
            Answer answer = ask("dora", request(operation, directory));
            given.add(answer.status() < 400 ? "ok" : String.valueOf(answer.code()));
        }
        answers.assertThat(given).as(operation).isEqualTo(expected);
    }

    private Request request(String operation, String directory) {
        String file = directory + "/f";
        return switch (operation) {
            case "stat" -> new Request("GET", "files?path=" + file, null);
            case "list" -> new Request("GET", "directories?path=" + directory, null);
            case "locations" -> new Request("GET", "locations?path=" + file, null);
            case "explain" -> new Request("GET", "explanations?path=" + file, null);
            case "fsck" -> new Request("POST", "fsck", new FsckRequest(List.of(FilePath.valueOf(file))));
            case "access" -> new Request("GET", "access?path=" + directory, null);
            case "set access" -> new Request("PUT", "access?path=" + directory, new TreeAccessRequest(List.of()));
            case "undelete" ->
                new Request("POST", "trash/restorations", new UndeleteRequest(FilePath.valueOf(file), null, null));
            case "setrep" -> new Request("PUT", "files/replication?path=" + file, new ReplicationRequest(2));
            case "overwrite" -> commit(file, Precondition.NONE);
            case "rm", "rm again" -> new Request("DELETE", "files?path=" + file, null);
            case "mkdir" ->
                new Request(
                        "POST", "directories", new MakeDirectoryRequest(FilePath.valueOf(directory + "/new"), true));
            default -> throw new IllegalArgumentException(operation);
        };
    }

    // Nothing tells

    @Test
    @DisplayName("anyone who may not read a directory can't tell it, and what is in it, from one that is not there")
    void nothingTellsWhatIsHiddenFromWhatIsAbsent() throws Exception {
        file("/team/hidden/x");
        file("/team/hidden/d/x");
        file("/team/hidden/gone");
        set("admin", "/team", "alice", TreeRole.OWNER, "bob", TreeRole.READER);
        set("alice", "/team/hidden", "alice", TreeRole.OWNER);
        UUID trashed = removed("alice", "/team/hidden/gone");
        file("/mine/gone");
        removed("bob", "/mine/gone");
        SoftAssertions answers = new SoftAssertions();

        for (String below : List.of("", "/x", "/d", "/d/x", "/x/y", "/nothing", "/gone")) {
            Map<String, Request> hidden = probes("/team/hidden" + below, trashed);
            Map<String, Request> absent = probes("/team/absent" + below, trashed);
            nodes.forEach(this::revive);
            for (String probe : hidden.keySet()) {
                Answer ofHidden = ask("bob", hidden.get(probe));
                Answer ofAbsent = ask("bob", absent.get(probe));
                answers.assertThat(ofHidden.status()).as(probe + below).isNotEqualTo(500);
                answers.assertThat(neutral(ofHidden)).as(probe + below).isEqualTo(neutral(ofAbsent));
            }
        }
        answers.assertAll();
        assertThat(admin.stat(FilePath.valueOf("/team/hidden/x")).version()).isEqualTo(1);
    }

    @Test
    @DisplayName("anyone who may write above can't tell what is in a hidden directory from what is not")
    void aWriterAboveCantTellWhatIsInAHiddenDirectory() throws Exception {
        file("/hidden/thing1");
        file("/hidden/thing2/x");
        set("admin", "/hidden", "alice", TreeRole.OWNER);
        UUID trashed = Ids.next();
        SoftAssertions answers = new SoftAssertions();

        for (String existing : List.of("/hidden/thing1", "/hidden/thing2", "/hidden/thing2/x")) {
            Map<String, Request> there = probes(existing, trashed);
            Map<String, Request> absent = probes(existing.replace("thing", "other"), trashed);
            nodes.forEach(this::revive);
            for (String probe : there.keySet()) {
                Answer ofExisting = ask("bob", there.get(probe));
                answers.assertThat(neutral(ofExisting))
                        .as(probe + existing)
                        .isEqualTo(neutral(ask("bob", absent.get(probe))));
            }
        }
        answers.assertAll();
    }

    private Map<String, Request> probes(String path, UUID trashed) {
        FilePath target = FilePath.valueOf(path);
        FilePath mine = FilePath.valueOf("/mine/gone");
        Map<String, Request> probes = new LinkedHashMap<>();
        for (String what : List.of("files", "locations", "directories", "explanations", "access")) {
            probes.put("GET " + what, new Request("GET", what + "?path=" + path, null));
        }
        probes.put("locations behind the end", new Request("GET", "locations?path=" + path + "&offset=999", null));
        probes.put("list from", new Request("GET", "directories?limit=1&after=a&path=" + path, null));
        probes.put("fsck", new Request("POST", "fsck", new FsckRequest(List.of(target))));
        probes.put("no list", new Request("PUT", "access?path=" + path, new TreeAccessRequest(List.of())));
        probes.put(
                "a list",
                new Request(
                        "PUT",
                        "access?path=" + path,
                        new TreeAccessRequest(List.of(new TreeGrant("bob", TreeRole.OWNER)))));
        for (boolean parents : List.of(false, true)) {
            probes.put(
                    "mkdir " + parents, new Request("POST", "directories", new MakeDirectoryRequest(target, parents)));
            probes.put("rm " + parents, new Request("DELETE", "files?recursive=" + parents + "&path=" + path, null));
        }
        probes.put("setrep", new Request("PUT", "files/replication?path=" + path, new ReplicationRequest(2)));
        for (Precondition precondition :
                List.of(Precondition.ABSENT, Precondition.NONE, Precondition.version(1), Precondition.version(7))) {
            probes.put("commit " + precondition, commit(path, precondition));
        }
        probes.put("undelete", undelete(target, null, null));
        probes.put("undelete that", undelete(target, trashed, null));
        probes.put("undelete elsewhere", undelete(target, null, FilePath.valueOf("/mine/here")));
        probes.put("undelete that elsewhere", undelete(target, trashed, FilePath.valueOf("/mine/here")));
        probes.put("undelete to there", undelete(mine, null, target));
        return probes;
    }

    private static Request undelete(FilePath path, @Nullable UUID trashId, @Nullable FilePath to) {
        return new Request("POST", "trash/restorations", new UndeleteRequest(path, trashId, to));
    }

    private static Answer neutral(Answer answer) {
        return new Answer(
                answer.status(),
                answer.body()
                        .replaceAll("\"requestId\":\"[^\"]*\"", "")
                        .replaceAll("chunk [0-9a-f-]{36}", "chunk")
                        .replace("hidden", "absent")
                        .replace("thing", "other"),
                answer.headers());
    }

    @Test
    void aPageOfADirectoryIsAsIfTheHiddenWereNotThere() throws Exception {
        for (int i = 0; i < 5; i++) {
            makeDirectory("/list/" + i + "-hidden");
            makeDirectory("/list/" + i + "-open");
            set("admin", "/list/" + i + "-hidden", "alice", TreeRole.READER);
        }
        makeDirectory("/list/9-hidden");
        set("admin", "/list/9-hidden", "alice", TreeRole.READER);

        List<DirectoryPage> pages = new ArrayList<>();
        String after = "";
        do {
            pages.add(ask("bob", new Request("GET", "directories?path=/list&limit=2&after=" + after, null))
                    .as(DirectoryPage.class));
            after = pages.getLast().nextAfter();
        } while (after != null);

        assertThat(pages).extracting(page -> page.entries().size()).containsExactly(2, 2, 1);
        assertThat(pages)
                .flatExtracting(DirectoryPage::entries)
                .extracting(DirectoryEntry::name)
                .containsExactly("0-open", "1-open", "2-open", "3-open", "4-open");
        assertThat(pages).extracting(DirectoryPage::nextAfter).containsExactly("1-open", "3-open", null);
        assertThat(ask("alice", new Request("GET", "directories?path=/list", null))
                        .as(DirectoryPage.class)
                        .entries())
                .hasSize(11);
    }

    @Test
    void theTrashShowsWhatTheCallerMayRead() throws Exception {
        set("admin", "/team", "alice", TreeRole.OWNER, "bob", TreeRole.READER);
        set("alice", "/team/hers", "alice", TreeRole.OWNER);
        for (int i = 0; i < 3; i++) {
            file("/open/f" + i);
            file("/team/f" + i);
            file("/team/hers/f" + i);
            removed("alice", "/open/f" + i);
            removed("alice", "/team/f" + i);
            removed("alice", "/team/hers/f" + i);
        }

        assertThat(trash("alice", 2)).hasSize(9);
        assertThat(trash("bob", 1))
                .containsExactly("/team/f2", "/open/f2", "/team/f1", "/open/f1", "/team/f0", "/open/f0");
        assertThat(trash("carol", 1)).containsExactly("/open/f2", "/open/f1", "/open/f0");
        assertThat(ask("bob", undelete(FilePath.valueOf("/team/f0"), null, FilePath.valueOf("/mine")))
                        .code())
                .isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(ask("carol", undelete(FilePath.valueOf("/team/f0"), null, null))
                        .code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(ask("alice", undelete(FilePath.valueOf("/team/f0"), null, null))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aTokensTrashIsThatOfItsTree() throws Exception {
        person("dora", Role.WRITER, "/a");
        file("/a/f");
        file("/b/f");
        removed("admin", "/a/f");
        removed("admin", "/b/f");

        assertThat(trash("dora", 1)).containsExactly("/a/f");
        assertThat(ask("dora", undelete(FilePath.valueOf("/a/f"), null, FilePath.valueOf("/b/g")))
                        .code())
                .isEqualTo(ErrorCode.FORBIDDEN);
    }

    @Test
    void whoMakesARemovedDirectoryAnewDoesNotGetWhatWasInTheOldOne() throws Exception {
        set("admin", "/team", "alice", TreeRole.OWNER);
        file("/team/f");
        file("/team/g");
        removed("alice", "/team/f");
        removed("admin", "/team");
        makeDirectoryAs("bob", "/team");

        assertThat(trash("bob", 10)).isEmpty();
        assertThat(ask("bob", undelete(FilePath.valueOf("/team/f"), null, null)).code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(ask("bob", undelete(FilePath.valueOf("/team/g"), null, FilePath.valueOf("/g")))
                        .code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        // Its own list still names alice.
        assertThat(trash("alice", 10)).containsExactly("/team", "/team/f");
        assertThat(trash("admin", 10)).containsExactly("/team", "/team/f");
    }

    @Test
    void aReadTicketIsForTheBytesOfItsFile() throws Exception {
        ChunkId pack = ChunkId.random();
        List<FileCommit> files = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            files.add(fileCommit("/pack/f" + i, pack, 20L + i * FILE_BYTES, Precondition.ABSENT));
        }
        admin.commit(new CommitRequest(files, receipts(pack, 20 + 3 * FILE_BYTES)));
        file("/alone");

        ExtentLocation packed =
                admin.locations(FilePath.valueOf("/pack/f1"), 0, null).extents().getFirst();
        ExtentLocation alone =
                admin.locations(FilePath.valueOf("/alone"), 0, null).extents().getFirst();

        assertThat(tokens.verifyTicket(packed.token()).span()).isEqualTo(new ByteSpan(120, 100));
        assertThat(tokens.verifyTicket(alone.token()).span()).isNull();
        assertThat(packed.chunkLengthBytes())
                .as("the pack's length is none of the reader's business")
                .isZero();
        assertThat(packed.chunkCrc32c()).isEqualTo(Crc32c.EMPTY);
        assertThat(tokens.verifyTicket(packed.token()).maxLengthBytes()).isEqualTo(220);
        assertThat(alone.chunkLengthBytes()).isEqualTo(FILE_BYTES);
    }

    @Test
    void anExplanationNamesNoOtherFileOfTheSameChunk() throws Exception {
        ChunkId pack = ChunkId.random();
        admin.commit(new CommitRequest(
                List.of(
                        fileCommit("/a-hidden/f", pack, 0, Precondition.ABSENT),
                        fileCommit("/open/f", pack, FILE_BYTES, Precondition.ABSENT)),
                receipts(pack, 2 * FILE_BYTES)));
        set("admin", "/a-hidden", "alice", TreeRole.OWNER);
        kill(nodes.getFirst());
        allHaveReported();
        api.scanForRepairs(new RepairScanRequest(null, 100, null));

        Answer answer = ask("bob", new Request("GET", "explanations?path=/open/f", null));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .doesNotContain("a-hidden")
                .doesNotContain(Integer.toString(2 * FILE_BYTES))
                .contains("\"lengthBytes\":" + FILE_BYTES);
    }

    @Test
    void anotherCallersAnswerIsNotGivenAgain() throws Exception {
        Request mkdir = new Request("POST", "directories", new MakeDirectoryRequest(FilePath.valueOf("/d"), false));
        assertThat(send("alice", mkdir, "key").status()).isEqualTo(200);
        set("admin", "/d", "alice", TreeRole.OWNER);

        assertThat(send("bob", mkdir, "key").code()).isEqualTo(ErrorCode.KEY_REUSED);
        assertThat(send("alice", mkdir, "key").status()).isEqualTo(200);
    }

    @Test
    void aListingOfATreeHasNothingOfWhatIsHiddenBelow() throws Exception {
        file("/a/b/hers/secret/f");
        file("/a/c/f");
        set("admin", "/a/b/hers", "alice", TreeRole.OWNER, "carol", TreeRole.READER);
        Request tree = new Request("GET", "directories?below=true&path=/a", null);

        assertThat(treeOf("bob", tree)).containsExactly("/a/b", "/a/c");
        assertThat(ask("bob", tree).body()).doesNotContain("hers").doesNotContain("secret");
        assertThat(treeOf("carol", tree)).containsExactly("/a/b", "/a/b/hers", "/a/b/hers/secret", "/a/c");
        assertThat(ask("bob", new Request("GET", "directories?below=true&path=/a/b/hers", null))
                        .code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        person("dora", Role.READER, "/a/c");
        assertThat(ask("dora", tree).code()).isEqualTo(ErrorCode.FORBIDDEN);
    }

    private List<String> treeOf(String person, Request request) throws Exception {
        return Objects.requireNonNull(
                        ask(person, request).as(DirectoryPage.class).below())
                .stream()
                .map(page -> page.path().toString())
                .toList();
    }

    // Changing

    @Test
    void nothingIsMadeBesideAHiddenDirectory() throws Exception {
        set("admin", "/hidden", "alice", TreeRole.OWNER);

        assertThat(ask("bob", commit("/hidden", Precondition.NONE)).code()).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(ask("bob", commit("/hidden/f", Precondition.NONE)).code()).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(ask(
                                "bob",
                                new Request(
                                        "POST",
                                        "directories",
                                        new MakeDirectoryRequest(FilePath.valueOf("/hidden"), true)))
                        .code())
                .isEqualTo(ErrorCode.FORBIDDEN);

        assertThat(admin.list(FilePath.ROOT, null, 10).entries()).hasSize(1);
    }

    @Test
    void aDirectoryIsNotRemovedWithWhatOthersHaveInIt() throws Exception {
        file("/a/b/hers/f");
        set("admin", "/a/b/hers", "alice", TreeRole.OWNER, "carol", TreeRole.READER);
        Request recursive = new Request("DELETE", "files?recursive=true&path=/a", null);
        Request plain = new Request("DELETE", "files?path=/a/b", null);

        assertThat(ask("bob", recursive).code()).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(ask("bob", recursive).body()).doesNotContain("hers");
        assertThat(ask("bob", plain).code()).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(ask("carol", recursive).code()).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(ask("carol", plain).code()).isEqualTo(ErrorCode.DIRECTORY_NOT_EMPTY);
        assertThat(ask("alice", recursive).status()).isEqualTo(200);
        assertThat(ask("bob", undelete(FilePath.valueOf("/a"), null, null)).code())
                .isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(ask("bob", undelete(FilePath.valueOf("/a/b/hers/f"), null, FilePath.valueOf("/f")))
                        .code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(ask("alice", undelete(FilePath.valueOf("/a"), null, null)).status())
                .isEqualTo(200);
        assertThat(ask("bob", new Request("GET", "files?path=/a/b/hers/f", null))
                        .code())
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void aRightThatIsTakenAwayIsGoneWithTheNextRequest() throws Exception {
        file("/team/f");
        set("admin", "/team", "alice", TreeRole.OWNER, "bob", TreeRole.WRITER);
        Request stat = new Request("GET", "files?path=/team/f", null);
        assertThat(ask("bob", stat).status()).isEqualTo(200);
        UUID trashed = removed("bob", "/team/f");

        set("alice", "/team", "alice", TreeRole.OWNER);

        assertThat(ask("bob", stat).code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(trash("bob", 10)).isEmpty();
        assertThat(ask("bob", undelete(FilePath.valueOf("/team/f"), trashed, FilePath.valueOf("/f")))
                        .code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        set("alice", "/team");
        assertThat(trash("bob", 10)).containsExactly("/team/f");
    }

    // The lists themselves

    @Test
    void ownersChangeListsAndAdminsPutUpTheFirst() throws Exception {
        makeDirectory("/team/deep");
        assertThat(put("alice", "/team", "alice", TreeRole.OWNER).code()).isEqualTo(ErrorCode.FORBIDDEN);
        set("admin", "/team", "alice", TreeRole.OWNER, "bob", TreeRole.WRITER);

        assertThat(put("bob", "/team", "bob", TreeRole.OWNER).code()).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(put("bob", "/team/deep", "bob", TreeRole.OWNER).code()).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(put("carol", "/team", "carol", TreeRole.OWNER).code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(put("alice", "/team", "bob", TreeRole.OWNER).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        TreeAccess list = set("alice", "/team", "bob", TreeRole.OWNER, "alice", TreeRole.OWNER);
        assertThat(list)
                .isEqualTo(new TreeAccess(
                        FilePath.valueOf("/team"),
                        List.of(new TreeGrant("alice", TreeRole.OWNER), new TreeGrant("bob", TreeRole.OWNER))));
        set("bob", "/team/deep", "bob", TreeRole.OWNER);
        assertThat(put("alice", "/team/deep").code()).isEqualTo(ErrorCode.NOT_FOUND);
        set("bob", "/team/deep");
        assertThat(set("alice", "/team").grants()).isEmpty();
        assertThat(put("alice", "/team", "alice", TreeRole.OWNER).code()).isEqualTo(ErrorCode.FORBIDDEN);
    }

    @Test
    void whoOwnsAListBelowOneThatOnlyLetsHimReadDoesNotChangeIt() throws Exception {
        makeDirectory("/team/deep");
        set("admin", "/team", "alice", TreeRole.READER);
        set("admin", "/team/deep", "alice", TreeRole.OWNER);

        assertThat(put("alice", "/team/deep", "alice", TreeRole.OWNER).code()).isEqualTo(ErrorCode.FORBIDDEN);
    }

    @Test
    void aListIsOfADirectoryAndHasItsLimits() throws Exception {
        file("/d/f");

        assertThat(put("admin", "/d/f", "alice", TreeRole.READER).code()).isEqualTo(ErrorCode.NOT_A_DIRECTORY);
        assertThat(put("admin", "/nothing", "alice", TreeRole.READER).code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(ask("admin", new Request("GET", "access?path=/d/f", null)).code())
                .isEqualTo(ErrorCode.NOT_A_DIRECTORY);
        for (String principal : List.of("", "a b", "a\u0000", "\u202ealice", "x".repeat(256), "ü".repeat(128))) {
            assertThat(put("admin", "/d", principal, TreeRole.READER).code())
                    .as(principal)
                    .isEqualTo(ErrorCode.INVALID_REQUEST);
        }
        assertThat(put("admin", "/d", "alice", TreeRole.READER, "alice", TreeRole.OWNER)
                        .code())
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        Object[] tooMany = new Object[202];
        for (int i = 0; i < 101; i++) {
            tooMany[2 * i] = "p" + i;
            tooMany[2 * i + 1] = TreeRole.READER;
        }
        assertThat(put("admin", "/d", tooMany).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(set("admin", "/d", "x".repeat(255), TreeRole.READER, "oidc:Zoë", TreeRole.WRITER)
                        .grants())
                .hasSize(2);
    }

    @Test
    void aListOfTheRootIsForAllThereIs() throws Exception {
        file("/d/f");
        set("admin", "/", "alice", TreeRole.WRITER);
        Request list = new Request("GET", "directories?path=/", null);

        assertThat(ask("bob", list).code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(ask("bob", new Request("GET", "files?path=/d/f", null)).code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(ask("alice", list).as(DirectoryPage.class).entries()).hasSize(1);
        assertThat(put("bob", "/", "bob", TreeRole.OWNER).code()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void aReadersTokenChangesNothingWhateverListsSay() throws Exception {
        person("rita", Role.READER, "/");
        file("/team/f");
        set("admin", "/team", "rita", TreeRole.OWNER);

        assertThat(ask("rita", new Request("GET", "files?path=/team/f", null)).status())
                .isEqualTo(200);
        assertThat(ask("rita", new Request("DELETE", "files?path=/team/f", null))
                        .code())
                .isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(put("rita", "/team").code()).isEqualTo(ErrorCode.FORBIDDEN);
    }

    // Requests

    private void person(String name, Role role, String prefix) throws Exception {
        Answer made = ask(
                "admin", new Request("POST", "tokens", new TokenRequest(name, role, FilePath.valueOf(prefix), null)));
        secrets.put(name, made.as(CreatedToken.class).token());
    }

    /** Makes the directory if it is missing. */
    private TreeAccess set(String who, String path, Object... principalsAndRoles) throws Exception {
        if (who.equals("admin") || who.equals("alice")) {
            makeDirectory(path);
        }
        return put(who, path, principalsAndRoles).as(TreeAccess.class);
    }

    private Answer put(String who, String path, Object... principalsAndRoles) throws Exception {
        List<TreeGrant> grants = new ArrayList<>();
        for (int i = 0; i < principalsAndRoles.length; i += 2) {
            grants.add(new TreeGrant((String) principalsAndRoles[i], (TreeRole) principalsAndRoles[i + 1]));
        }
        return ask(who, new Request("PUT", "access?path=" + path, new TreeAccessRequest(grants)));
    }

    private void makeDirectory(String path) throws Exception {
        makeDirectoryAs("admin", path);
    }

    private void makeDirectoryAs(String who, String path) throws Exception {
        Answer made =
                ask(who, new Request("POST", "directories", new MakeDirectoryRequest(FilePath.valueOf(path), true)));
        assertThat(made.status()).as(made.body()).isEqualTo(200);
    }

    private UUID removed(String who, String path) throws Exception {
        return ask(who, new Request("DELETE", "files?recursive=true&path=" + path, null))
                .as(Removed.class)
                .trashId();
    }

    private List<String> trash(String who, int limit) throws Exception {
        List<String> paths = new ArrayList<>();
        String after = null;
        do {
            String from = after == null ? "" : "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8);
            TrashPage page = ask(who, new Request("GET", "trash?limit=" + limit + from, null))
                    .as(TrashPage.class);
            page.items().stream().map(TrashItem::path).map(FilePath::toString).forEach(paths::add);
            after = page.next();
            assertThat(after == null || page.items().size() == limit).isTrue();
        } while (after != null);
        return paths;
    }

    private void file(String path) {
        ChunkId chunk = ChunkId.random();
        admin.commit(new CommitRequest(
                List.of(fileCommit(path, chunk, 0, Precondition.ABSENT)), receipts(chunk, FILE_BYTES)));
    }

    private Request commit(String path, Precondition precondition) {
        ChunkId chunk = ChunkId.random();
        return new Request(
                "POST",
                "files",
                new CommitRequest(List.of(fileCommit(path, chunk, 0, precondition)), receipts(chunk, FILE_BYTES)));
    }

    private static FileCommit fileCommit(String path, ChunkId chunk, long offset, Precondition precondition) {
        Crc32c crc32c = Crc32c.of(new byte[FILE_BYTES]);
        return new FileCommit(
                Ids.next(),
                FilePath.valueOf(path),
                FILE_BYTES,
                crc32c,
                3,
                1 << 20,
                precondition,
                null,
                null,
                List.of(new ExtentCommit(chunk, offset, FILE_BYTES, crc32c)));
    }

    private List<String> receipts(ChunkId chunk, int lengthBytes) {
        Crc32c crc32c = Crc32c.of(new byte[lengthBytes]);
        return nodes.stream()
                .map(node -> tokens.sign(new Receipt(cluster.id(), chunk, node, lengthBytes, crc32c, Instant.now())))
                .toList();
    }

    private Answer ask(String who, Request request) throws IOException, InterruptedException {
        return send(who, request, null);
    }

    private Answer send(String who, Request request, @Nullable String key) throws IOException, InterruptedException {
        HttpRequest.Builder http = HttpRequest.newBuilder(address().resolve("/api/v1/" + request.target()))
                .method(
                        request.method(),
                        request.body() == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(Json.write(request.body())))
                .header("Authorization", "Bearer " + secrets.get(who))
                .header("Content-Type", "application/json");
        if (key != null) {
            http.header(DfsHeaders.IDEMPOTENCY_KEY, key);
        }
        HttpResponse<String> response = HTTP.send(http.build(), HttpResponse.BodyHandlers.ofString());
        Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
        headers.keySet()
                .removeIf(name -> name.equalsIgnoreCase("date") || name.equalsIgnoreCase(DfsHeaders.REQUEST_ID));
        return new Answer(response.statusCode(), response.body(), headers);
    }
}
