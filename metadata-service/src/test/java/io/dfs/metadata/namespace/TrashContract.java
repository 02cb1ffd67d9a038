package io.dfs.metadata.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.DirectoryEntry;
import io.dfs.common.api.EntryKind;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.MakeDirectoryRequest;
import io.dfs.common.api.Removed;
import io.dfs.common.api.Role;
import io.dfs.common.api.TrashItem;
import io.dfs.common.api.TrashPage;
import io.dfs.common.api.UndeleteRequest;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.node.ServiceContract;
import io.dfs.metadata.support.Concurrently;
import io.dfs.metadata.support.DefaultLimits;
import io.dfs.metadata.support.WorkingFor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

abstract class TrashContract extends ServiceContract {

    @Autowired
    TrashPurge purge;

    @Autowired
    Namespace namespace;

    @BeforeEach
    void workForAnAdmin() {
        WorkingFor.anAdmin();
    }

    @AfterEach
    void workForNobody() {
        WorkingFor.nobody();
    }

    @Autowired
    JdbcClient database;

    @Autowired
    Transactions reads;

    @Autowired
    TrashRights rights;

    @Test
    @DisplayName(
            "I-9 what a caller may not see is passed over in a bounded number of steps, and the list continues from there")
    void whatACallerMayNotSeeIsPassedOverInBoundedSteps() {
        for (int i = 0; i < TrashList.MAX_STEPS + 3; i++) {
            file("/f");
            remove("/f");
        }
        WorkingFor.person("alice", Role.READER, "/elsewhere");
        TrashList list = new TrashList(database, reads, rights, DefaultLimits.with("max-page=1"));

        TrashPage first = list.page(null, 1);
        assertThat(first.items()).isEmpty();
        assertThat(first.next()).isNotNull();

        TrashPage last = list.page(first.next(), 1);
        assertThat(last.items()).isEmpty();
        assertThat(last.next()).isNull();
    }

    @Test
    void listsWhatWasRemovedLastFirstAndPageByPage() {
        List<UUID> removed = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            file("/f");
            removed.addFirst(remove("/f").trashId());
        }

        List<UUID> listed = new ArrayList<>();
        String after = null;
        do {
            TrashPage page = operations.trash(after, 2);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(2);
            page.items().forEach(item -> listed.add(item.trashId()));
            after = page.next();
        } while (after != null);

        assertThat(listed).containsExactlyElementsOf(removed);
    }

    @Test
    void rowsOfOneInstantAreEachListedOnce() {
        for (int i = 0; i < 7; i++) {
            file("/f");
            remove("/f");
        }
        update("UPDATE trash SET deleted_at = CURRENT_TIMESTAMP(6)");

        TrashPage first = operations.trash(null, 3);
        TrashPage second = operations.trash(first.next(), 3);
        TrashPage third = operations.trash(second.next(), 3);

        assertThat(List.of(first, second, third).stream()
                        .flatMap(page -> page.items().stream())
                        .map(TrashItem::trashId))
                .hasSize(7)
                .doesNotHaveDuplicates();
        assertThat(third.next()).isNull();
    }

    @Test
    void tellsEverythingOfWhatIsInTheTrash() {
        file("/d/f");
        Removed removed = remove("/d/f");

        TrashItem item = operations.trash(null, 10).items().getFirst();

        assertThat(item.path()).isEqualTo(path("/d/f"));
        assertThat(item.kind()).isEqualTo(EntryKind.FILE);
        assertThat(item.lengthBytes()).isEqualTo(1000);
        assertThat(item.reason()).isEqualTo("DELETED");
        assertThat(item.expiresAt()).isEqualTo(removed.expiresAt());
        assertThat(Duration.between(item.deletedAt(), item.expiresAt())).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void refusesPagesThatNobodyCanAnswer() {
        refusal(ErrorCode.INVALID_REQUEST, () -> operations.trash(null, 0));
        refusal(ErrorCode.INVALID_REQUEST, () -> operations.trash("yesterday", 1));
        refusal(ErrorCode.INVALID_REQUEST, () -> operations.trash("2026-01-01T00:00:00Z_x", 1));
    }

    @Test
    void aRemovedFileComesBackAsItWas() {
        file("/d/f");
        FileStat before = api.stat(path("/d/f"));
        remove("/d/f");

        FileStat back = undelete("/d/f");

        assertThat(back).isEqualTo(before);
        assertThat(api.stat(path("/d/f"))).isEqualTo(before);
        assertThat(operations.trash(null, 10).items()).isEmpty();
    }

    @Test
    void whatWasRemovedLastComesBack() {
        UUID older = file("/f");
        remove("/f");
        UUID newer = file("/f");
        remove("/f");

        undelete("/f");

        assertThat(idAt("/f")).isEqualTo(newer);
        operations.undelete(new UndeleteRequest(path("/f"), older, path("/older/f")));
        assertThat(idAt("/older/f")).isEqualTo(older);
    }

    @Test
    void aDirectoryComesBackWithAllThatWasInIt() {
        file("/a/b/f");
        remove("/a");

        assertThat(undelete("/a").kind()).isEqualTo(EntryKind.DIRECTORY);

        assertThat(names("/a/b")).containsExactly("f");
    }

    @Test
    void aFileComesOutOfADirectoryThatWasRemoved() {
        UUID file = file("/a/b/f");
        file("/a/b/g");
        remove("/a");

        FileStat back = undelete("/a/b/f");

        assertThat(back.path()).isEqualTo(path("/a/b/f"));
        assertThat(idAt("/a/b/f")).isEqualTo(file);
        assertThat(names("/a/b"))
                .as("the directories are new, the rest stays in the trash")
                .containsExactly("f");
        assertThat(operations.trash(null, 10).items()).hasSize(1);
        undelete("/a/b/g");
        assertThat(names("/a/b")).containsExactly("f", "g");
    }

    @Test
    void ofAFileAndItsDirectoryTheLaterRemovalCounts() {
        file("/a/f");
        remove("/a/f");
        UUID newer = file("/a/f");
        remove("/a");

        undelete("/a/f");

        assertThat(idAt("/a/f")).isEqualTo(newer);
    }

    @Test
    void rowsThatAreOlderThanThePathsChecksumAreFound() {
        UUID file = file("/a/f");
        remove("/a/f");
        update("UPDATE trash SET path_crc32c = 0");

        undelete("/a/f");

        assertThat(idAt("/a/f")).isEqualTo(file);
    }

    @Test
    void refusesWhatCanNotBe() {
        file("/f");
        remove("/f");
        file("/f");

        assertThat(refusal(ErrorCode.ALREADY_EXISTS, () -> undelete("/f"))).hasMessageContaining("to");
        assertThat(refusal(ErrorCode.NOT_FOUND, () -> undelete("/nothing"))).hasMessageContaining("dfs trash");
        refusal(
                ErrorCode.NOT_FOUND,
                () -> operations.undelete(new UndeleteRequest(path("/f"), Ids.next(), path("/elsewhere"))));
        refusal(
                ErrorCode.NOT_A_DIRECTORY,
                () -> operations.undelete(new UndeleteRequest(path("/f"), null, path("/f/x"))));
        refusal(ErrorCode.INVALID_REQUEST, () -> undelete("/"));
    }

    @Test
    @DisplayName("I-8 an undelete whose answer was lost may be repeated")
    void anUndeleteMayBeRepeated() {
        UUID file = file("/f");
        remove("/f");
        UndeleteRequest request = new UndeleteRequest(path("/f"), file, path("/g"));

        FileStat first = operations.undelete(request);

        assertThat(operations.undelete(request)).isEqualTo(first);
    }

    @Test
    @DisplayName("I-4 what has expired is not undeleted, even if it has not been purged yet")
    void whatHasExpiredIsNotUndeleted() {
        file("/d/f");
        remove("/d");
        update("UPDATE trash SET expires_at = CURRENT_TIMESTAMP(6)");

        refusal(ErrorCode.NOT_FOUND, () -> undelete("/d/f"));
        refusal(ErrorCode.NOT_FOUND, () -> undelete("/d"));
        assertThat(operations.trash(null, 10).items()).isEmpty();
    }

    @Test
    @DisplayName(
            "I-4 an undelete and a purge at the same moment: one of them wins, and nothing is brought back without its chunks")
    void undeleteAndPurgeAtOnce() throws Exception {
        for (int round = 0; round < 20; round++) {
            String name = "/f" + round;
            UUID file = file(name);
            remove(name);
            update(
                    "UPDATE trash SET expires_at = ? WHERE entry_id = ?",
                    SqlValues.time(databaseClock.instant().plusMillis(round)),
                    bytes(file));

            List<Object> outcomes = Concurrently.call(3, thread -> {
                if (thread > 0) {
                    return purge.purge(10);
                }
                return outcome(() -> undelete(name));
            });
            while (purge.purge(10) > 0) {
                Thread.onSpinWait();
            }

            if (outcomes.getFirst().equals("done")) {
                assertThat(idAt(name)).isEqualTo(file);
                assertThat(count("SELECT COUNT(*) FROM extent WHERE file_id = ?", file))
                        .isEqualTo(1);
                assertThat(unreferenced(file)).isZero();
            } else {
                assertThat(outcomes.getFirst()).isEqualTo(ErrorCode.NOT_FOUND);
            }
        }
    }

    @Test
    void manyWhoUndeleteOneFileAtOnce() throws Exception {
        UUID file = file("/f");
        remove("/f");

        List<Object> outcomes = Concurrently.call(
                6,
                thread ->
                        outcome(() -> operations.undelete(new UndeleteRequest(path("/f"), file, path("/" + thread)))));

        assertThat(outcomes).containsOnlyOnce("done");
        assertThat(names("/")).hasSize(1);
    }

    @Test
    void nothingComesBackToWhereItsPathsWouldBeTooLong() {
        String name = "/" + "n".repeat(255);
        api.makeDirectory(new MakeDirectoryRequest(path(name.repeat(15)), true));
        UUID trashId = remove(name).trashId();

        DfsException refusal = refusal(
                ErrorCode.INVALID_PATH,
                () -> operations.undelete(new UndeleteRequest(path(name), trashId, path("/to" + name.repeat(2)))));
        assertThat(refusal).hasMessageContaining("4099 bytes").hasMessageContaining("the limit is 4096");

        operations.undelete(new UndeleteRequest(path(name), trashId, path(name.repeat(2))));
        assertThat(names(name.repeat(15))).containsExactly("n".repeat(255));
    }

    private static Object outcome(Runnable work) {
        try {
            work.run();
            return "done";
        } catch (DfsException e) {
            return e.code();
        }
    }

    private long unreferenced(UUID file) {
        return count(
                "SELECT COUNT(*) FROM extent x JOIN chunk c ON c.id = x.chunk_id"
                        + " WHERE x.file_id = ? AND c.unreferenced_since IS NOT NULL",
                file);
    }

    private long count(String sql, UUID file) {
        return jdbc.sql(sql).param(bytes(file)).query(Long.class).single();
    }

    private FileStat undelete(String path) {
        return operations.undelete(new UndeleteRequest(path(path), null, null));
    }

    private Removed remove(String path) {
        return api.remove(path(path), true);
    }

    private List<String> names(String directory) {
        return api.list(path(directory), null, 100).entries().stream()
                .map(DirectoryEntry::name)
                .toList();
    }

    private UUID idAt(String path) {
        return namespace.get(path(path)).id();
    }

    /** A file of 1000 bytes on one chunk; its directory is made. */
    private UUID file(String path) {
        FilePath parent = directoryOf(path(path));
        UUID id = Ids.next();
        ChunkId chunk = unreferencedChunk(3);
        update(
                """
                INSERT INTO entry (id, parent_id, name, kind, length_bytes, crc32c, replication_factor, chunk_size_bytes,
                    version, created_at, modified_at)
                VALUES (?, ?, ?, 'FILE', 1000, 7, 3, 1048576, 4, CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6))""",
                bytes(id),
                bytes(namespace.get(parent).id()),
                path(path).name().getBytes(StandardCharsets.UTF_8));
        update(
                "INSERT INTO extent (file_id, position, chunk_id, chunk_offset, length_bytes, crc32c)"
                        + " VALUES (?, 0, ?, 0, 1000, 7)",
                bytes(id),
                bytes(chunk.value()));
        return id;
    }

    private FilePath directoryOf(FilePath path) {
        @Nullable FilePath parent = path.parent();
        if (parent == null || parent.isRoot()) {
            return FilePath.ROOT;
        }
        api.makeDirectory(new MakeDirectoryRequest(parent, true));
        return parent;
    }

    private static FilePath path(String text) {
        return FilePath.valueOf(text);
    }
}
