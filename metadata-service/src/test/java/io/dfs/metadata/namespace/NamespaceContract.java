package io.dfs.metadata.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.api.DirectoryEntry;
import io.dfs.common.api.DirectoryPage;
import io.dfs.common.api.EntryKind;
import io.dfs.common.api.MakeDirectoryRequest;
import io.dfs.common.api.Removed;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.database.ChangedMeanwhileException;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.support.Concurrently;
import io.dfs.metadata.support.WorkingFor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

abstract class NamespaceContract {

    @Autowired
    Namespace namespace;

    @Autowired
    PathWalker paths;

    @Autowired
    Directories directories;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Transactions transactions;

    @BeforeEach
    void workForAnAdmin() {
        WorkingFor.anAdmin();
    }

    @AfterEach
    void workForNobody() {
        WorkingFor.nobody();
    }

    @Test
    void theRootExistsAndIsEmpty() {
        assertThat(namespace.get(FilePath.ROOT).kind()).isEqualTo(EntryKind.DIRECTORY);
        assertThat(list("/")).isEmpty();
    }

    @Test
    void makesADirectoryInAnExistingOne() {
        make("/a");
        make("/a/b");

        assertThat(list("/a")).containsExactly("b");
    }

    @Test
    void refusesADirectoryWhoseParentIsMissing() {
        assertRefused(() -> make("/a/b"), ErrorCode.NOT_FOUND, "/a");
    }

    @Test
    void refusesADirectoryThatExists() {
        make("/a");

        assertRefused(() -> make("/a"), ErrorCode.ALREADY_EXISTS, "/a");
        assertRefused(() -> make("/"), ErrorCode.ALREADY_EXISTS, "/");
    }

    @Test
    @DisplayName("I-8 making a directory with its parents may be repeated")
    void makingADirectoryWithItsParentsMayBeRepeated() {
        Entry first = makeWithParents("/a/b/c");
        Entry second = makeWithParents("/a/b/c");

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(rows("entry")).isEqualTo(5);
    }

    @Test
    void refusesADirectoryBelowAFile() {
        file("/", "f");

        assertRefused(() -> makeWithParents("/f/x"), ErrorCode.NOT_A_DIRECTORY, "/f");
        assertRefused(() -> make("/f/x"), ErrorCode.NOT_A_DIRECTORY, "/f");
        assertRefused(() -> makeWithParents("/f"), ErrorCode.NOT_A_DIRECTORY, "/f");
    }

    @Test
    void walksAVeryDeepPath() {
        String deep = "/d".repeat(1_500);

        Entry made = makeWithParents(deep);

        assertThat(namespace.get(FilePath.valueOf(deep)).id()).isEqualTo(made.id());
    }

    @Test
    void walksManyPathsAtOnceAndStopsWhereEachEnds() {
        makeWithParents("/a/b");
        file("/a", "f");

        var walks = paths.walkAll(Stream.of("/", "/a/b", "/a/x/y", "/a/f/z", "/q")
                .map(FilePath::valueOf)
                .toList());

        assertThat(walks.get(FilePath.valueOf("/a/b")).target()).isPresent();
        assertThat(walks.get(FilePath.ROOT).target()).isPresent();
        assertThat(walks.get(FilePath.valueOf("/a/x/y")).steps()).hasSize(1);
        assertThat(walks.get(FilePath.valueOf("/a/f/z")).steps()).hasSize(2);
        assertThat(walks.get(FilePath.valueOf("/q")).steps()).isEmpty();
    }

    static List<List<String>> namesThatDifferByByte() {
        return List.of(
                List.of("a", "A"),
                List.of("😀", "😁"),
                List.of("é", "e\u0301"),
                List.of("x", "x ", "x  "),
                List.of("ß", "ss", "SS"),
                List.of("ı", "i", "İ", "I"),
                List.of("%", "_", "\\", "'", "\"", "\n", "\u0001"),
                List.of("n".repeat(255), "n".repeat(254) + "m", "€".repeat(85)));
    }

    @ParameterizedTest
    @MethodSource("namesThatDifferByByte")
    void namesAreToldApartByTheirBytes(List<String> names) {
        names.forEach(name -> namespace.makeDirectory(new MakeDirectoryRequest(FilePath.ROOT.resolve(name), false)));

        assertThat(list("/")).containsExactlyElementsOf(sortedByBytes(names));
        names.forEach(name ->
                assertThat(namespace.get(FilePath.ROOT.resolve(name)).name()).isEqualTo(name));
    }

    @Test
    @DisplayName("I-9 a directory of 3,000 entries is listed in pages, in the order of the bytes, each entry once")
    void aLargeDirectoryIsListedInPages() {
        List<String> names = IntStream.range(0, 3_000)
                .mapToObj(i -> (i % 3 == 0 ? "ü" : i % 3 == 1 ? "U" : "u") + i)
                .toList();
        names.forEach(name -> file("/", name));

        List<String> listed = new ArrayList<>();
        String after = null;
        do {
            DirectoryPage page = namespace.list(FilePath.ROOT, after, 700);
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(700);
            page.entries().forEach(entry -> listed.add(entry.name()));
            after = page.nextAfter();
        } while (after != null);

        assertThat(listed).containsExactlyElementsOf(sortedByBytes(names));
    }

    @Test
    void aPageThatIsJustFullIsTheLast() {
        file("/", "a");
        file("/", "b");

        assertThat(namespace.list(FilePath.ROOT, null, 2).nextAfter()).isNull();
        assertThat(namespace.list(FilePath.ROOT, null, 1).nextAfter()).isEqualTo("a");
        assertThat(namespace.list(FilePath.ROOT, "b", 1).entries()).isEmpty();
    }

    @Test
    void aListingOfATreeHasPagesOfTheDirectoriesBelowInTheOrderOfAWalk() {
        makeWithParents("/t/a/x/deep");
        makeWithParents("/t/b");
        file("/t/a", "f");
        file("/t", "z");

        DirectoryPage page = tree("/t", 1_000);

        assertThat(page.entries()).extracting(DirectoryEntry::name).containsExactly("a", "b", "z");
        assertThat(below(page)).containsExactly("/t/a: f x", "/t/a/x: deep", "/t/a/x/deep: ", "/t/b: ");
        assertThat(namespace.list(FilePath.valueOf("/t"), null, 1_000).below()).isNull();
    }

    @Test
    void aListingOfATreeNeverHasMoreEntriesThanAskedForBelowAndSaysWhereItsLastPageGoesOn() {
        makeWithParents("/t/a");
        makeWithParents("/t/b");
        List.of("1", "2", "3", "4").forEach(name -> file("/t/a", name));

        assertThat(below(tree("/t", 2))).isEmpty();
        DirectoryPage page = tree("/t", 5);

        assertThat(below(page)).containsExactly("/t/a: 1 2 3");
        assertThat(page.below().getFirst().nextAfter()).isEqualTo("3");
    }

    @Test
    @DisplayName("I-9 a listing of a tree has pages of a bounded number of directories")
    void aListingOfATreeHasPagesOfABoundedNumberOfDirectories() {
        makeWithParents("/t" + "/d".repeat(DirectoryPages.MAX_BELOW + 10));

        DirectoryPage page = tree("/t", 1_000);

        assertThat(page.below()).hasSize(DirectoryPages.MAX_BELOW);
        assertThat(page.below().getLast().entries()).hasSize(1);
    }

    private DirectoryPage tree(String path, int limit) {
        return namespace.listTree(FilePath.valueOf(path), null, limit);
    }

    private static List<String> below(DirectoryPage page) {
        return Objects.requireNonNull(page.below()).stream()
                .map(below -> "%s: %s"
                        .formatted(
                                below.path(),
                                below.entries().stream()
                                        .map(DirectoryEntry::name)
                                        .collect(Collectors.joining(" "))))
                .toList();
    }

    @Test
    void refusesPagesOutsideTheLimits() {
        assertRefused(() -> tree("/", 1_001), ErrorCode.INVALID_REQUEST, "1000");
        assertRefused(() -> namespace.list(FilePath.ROOT, null, 0), ErrorCode.INVALID_REQUEST, "1000");
        assertRefused(() -> namespace.list(FilePath.ROOT, null, 1_001), ErrorCode.INVALID_REQUEST, "1000");
    }

    @Test
    void refusesToListAFileOrNothing() {
        file("/", "f");

        assertRefused(() -> list("/f"), ErrorCode.NOT_A_DIRECTORY, "/f");
        assertRefused(() -> list("/g"), ErrorCode.NOT_FOUND, "/g");
        assertRefused(() -> list("/f/g"), ErrorCode.NOT_FOUND, "/f is a file");
    }

    @Test
    void aRemovedFileGoesToTheTrashAndItsNameIsFreeAgain() {
        file("/", "f");

        Removed removed = remove("/f", false);

        assertThat(removed.kind()).isEqualTo(EntryKind.FILE);
        assertThat(Duration.between(Instant.now(), removed.expiresAt()))
                .isBetween(Duration.ofDays(6), Duration.ofDays(8));
        assertThat(list("/")).isEmpty();
        assertThat(jdbc.sql("SELECT original_path FROM trash WHERE entry_id = ? AND reason = 'DELETED'")
                        .param(SqlValues.bytes(removed.trashId()))
                        .query(byte[].class)
                        .single())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("/f");
        make("/f");
        assertThat(list("/")).containsExactly("f");
    }

    @Test
    void aDirectoryWithEntriesIsRemovedOnlyIfAskedForAndInOneStep() {
        makeWithParents("/a/b/c");
        file("/a/b", "f");

        assertRefused(() -> remove("/a", false), ErrorCode.DIRECTORY_NOT_EMPTY, "/a");
        remove("/a", true);

        assertThat(list("/")).isEmpty();
        assertThat(rows("trash")).isEqualTo(1);
        assertThat(rows("entry")).as("nothing is destroyed").isEqualTo(6);
    }

    @Test
    void anEmptyDirectoryIsRemovedWithoutAskingTwice() {
        make("/a");

        assertThat(remove("/a", false).kind()).isEqualTo(EntryKind.DIRECTORY);
    }

    @Test
    void refusesToRemoveTheRootOrNothing() {
        assertRefused(() -> remove("/", true), ErrorCode.INVALID_REQUEST, "root");
        assertRefused(() -> remove("/x", true), ErrorCode.NOT_FOUND, "/x");
    }

    @Test
    void theSamePathMayBeRemovedAgainAndAgain() {
        for (int i = 0; i < 3; i++) {
            file("/", "f");
            remove("/f", false);
        }

        assertThat(rows("trash")).isEqualTo(3);
    }

    @Test
    void manyWhoMakeTheSameDirectoriesAtOnceGetTheSameOnes() throws Exception {
        Set<Object> ids = new HashSet<>(
                Concurrently.call(8, _ -> makeWithParents("/a/b/c/d").id()));

        assertThat(ids).hasSize(1);
        assertThat(rows("entry")).isEqualTo(6);
    }

    @Test
    void ofManyWhoMakeOneDirectoryAtOnceOneSucceeds() throws Exception {
        List<Object> outcomes = Concurrently.call(8, _ -> outcome(() -> make("/a")));

        assertThat(outcomes).containsOnlyOnce("done");
        assertThat(outcomes.stream().filter(ErrorCode.ALREADY_EXISTS::equals)).hasSize(7);
    }

    @Test
    void ofManyWhoRemoveOneFileAtOnceOneSucceeds() throws Exception {
        file("/", "f");

        List<Object> outcomes = Concurrently.call(8, _ -> outcome(() -> remove("/f", false)));

        assertThat(outcomes).containsOnlyOnce("done");
        assertThat(rows("trash")).isEqualTo(1);
    }

    @Test
    void anEmptyDirectoryThatIsRemovedNeverTakesANewEntryWithItUnasked() throws Exception {
        for (int round = 0; round < 40; round++) {
            String directory = "/d" + round;
            make(directory);

            List<Object> outcomes = Concurrently.call(
                    2,
                    i -> outcome(() -> {
                        if (i == 0) {
                            remove(directory, false);
                        } else {
                            make(directory + "/new");
                        }
                    }));

            if (outcomes.get(1).equals("done")) {
                assertThat(outcomes.get(0)).as("removal").isEqualTo(ErrorCode.DIRECTORY_NOT_EMPTY);
                assertThat(list(directory)).containsExactly("new");
            } else {
                assertThat(outcomes).containsExactly("done", ErrorCode.NOT_FOUND);
            }
        }
    }

    @Test
    @DisplayName("I-1 a look-up that a removal has overtaken is noticed, and its directory not re-created")
    void anOvertakenLookUpIsNoticed() {
        make("/d");
        Walk overtaken = paths.walk(FilePath.valueOf("/d/new"));
        remove("/d", false);

        assertThatThrownBy(
                        () -> transactions.run(() -> directories.verify(directories.ensureAlong(List.of(overtaken)))))
                .isInstanceOf(ChangedMeanwhileException.class);

        assertThat(list("/")).isEmpty();
        assertThat(rows("entry")).isEqualTo(3);
    }

    private static Object outcome(Runnable work) {
        try {
            work.run();
            return "done";
        } catch (DfsException e) {
            return e.code();
        }
    }

    private Entry make(String path) {
        return namespace.makeDirectory(new MakeDirectoryRequest(FilePath.valueOf(path), false));
    }

    private Entry makeWithParents(String path) {
        return namespace.makeDirectory(new MakeDirectoryRequest(FilePath.valueOf(path), true));
    }

    private Removed remove(String path, boolean recursive) {
        return namespace.remove(FilePath.valueOf(path), recursive, false);
    }

    private List<String> list(String path) {
        return namespace.list(FilePath.valueOf(path), null, 1_000).entries().stream()
                .map(DirectoryEntry::name)
                .toList();
    }

    /** An empty file, past every check. */
    private void file(String directory, String name) {
        transactions.run(() -> jdbc.sql("""
                        INSERT INTO entry (id, parent_id, name, kind, length_bytes, crc32c, replication_factor,
                            chunk_size_bytes, version, created_at, modified_at)
                        VALUES (?, ?, ?, 'FILE', 0, 0, 3, 1048576, 1, CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6))
                        """)
                .params(
                        SqlValues.bytes(io.dfs.common.id.Ids.next()),
                        SqlValues.bytes(
                                namespace.get(FilePath.valueOf(directory)).id()),
                        name.getBytes(StandardCharsets.UTF_8))
                .update());
    }

    private long rows(String table) {
        return jdbc.sql("SELECT COUNT(*) FROM " + table).query(Long.class).single();
    }

    private static List<String> sortedByBytes(List<String> names) {
        return names.stream()
                .sorted((a, b) ->
                        Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code, @Nullable String detail) {
        assertThatThrownBy(call).isInstanceOfSatisfying(DfsException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e).hasMessageContaining(detail);
        });
    }
}
