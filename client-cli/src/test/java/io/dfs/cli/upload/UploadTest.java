package io.dfs.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun;
import io.dfs.cli.CommandRun.Place;
import io.dfs.cli.support.InMemoryCluster;
import io.dfs.cli.support.InMemoryMetadata.Stored;
import io.dfs.cli.support.NodeFault;
import io.dfs.common.api.CommitReply;
import io.dfs.common.api.ExtentCommit;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadTest {

    private static final int CHUNK = 64 * 1024;

    /** 255 bytes of UTF-8. */
    private static final String LONGEST =
            "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
                    + "01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567"
                    + "012345678901234567890123456789012345678901234567890123456";

    @TempDir
    Path folder;

    private InMemoryCluster cluster;
    private Place place;

    @BeforeEach
    void start() {
        cluster = new InMemoryCluster(5);
        place = new Place(folder, cluster.endpoint());
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private Path file(String name, int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    private CommandRun upload(String... arguments) {
        return place.dfs(Stream.concat(Stream.of("upload", "--chunk-size", "64KiB"), Stream.of(arguments))
                .toArray(String[]::new));
    }

    /** So many chunks are stored, then no node takes any more: as good as a client that is killed. */
    private void breakOffAfter(int chunks) {
        cluster.nodes().subList(0, 3).forEach(node -> node.failAfter(chunks, NodeFault.REFUSES));
        cluster.nodes().subList(3, 5).forEach(node -> node.fail(NodeFault.REFUSES));
    }

    private List<Path> journals() throws IOException {
        Path directory = folder.resolve("state/uploads");
        try (Stream<Path> files = Files.exists(directory) ? Files.list(directory) : Stream.empty()) {
            return files.toList();
        }
    }

    private void assertStored(String path, Path source) throws IOException {
        assertThat(cluster.metadata().bytes(path)).isEqualTo(Files.readAllBytes(source));
    }

    private void assertReplicas(String path, int replicas) {
        assertThat(cluster.metadata().file(path).commit().extents())
                .allSatisfy(extent ->
                        assertThat(cluster.metadata().holders(extent.chunkId())).hasSize(replicas));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK + 17})
    void cutsFilesIntoChunksOfTheGivenSize(int length) throws IOException {
        Path source = file("a", length);

        CommandRun run = upload("a", "/a");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertStored("/a", source);
        assertReplicas("/a", 3);
        assertThat(cluster.metadata().file("/a").commit().extents()).hasSize(Math.ceilDiv(length, CHUNK));
        assertThat(journals()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "中文.txt",
                "🦊 emoji.txt",
                "two  blanks ",
                "\"quotes' and `ticks`",
                "-rf",
                "--overwrite",
                "line\nbreak",
                "é-composed",
                "e\u0301-decomposed",
                "100%",
                "a+b&c=d#e?f;g",
                "back\\slash",
                LONGEST
            })
    void keepsNamesByteForByte(String name) throws IOException {
        Path source = file("in/" + name, 100);

        CommandRun run = place.dfs("upload", "--", "in/" + name, "/names/");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertStored("/names/" + name, source);
        CommandRun back = place.dfs("download", "--", "/names/" + name, "out/");
        assertThat(back.exitCode()).as(back.err()).isZero();
        assertThat(folder.resolve("out").resolve(name)).hasSameBinaryContentAs(source);
    }

    @ParameterizedTest
    @EnumSource(
            value = NodeFault.class,
            names = {"FULL", "REFUSES", "BREAKS_OFF", "STORES_WRONG_BYTES", "HANGS"})
    void sendsToAnotherNodeWhenOneFails(NodeFault fault) throws IOException {
        Path source = file("a", 3 * CHUNK);
        cluster.node(2).fail(fault);

        CommandRun run = upload("a", "/a");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertStored("/a", source);
        assertThat(cluster.metadata().file("/a").commit().extents())
                .allSatisfy(extent -> assertThat(cluster.metadata().holders(extent.chunkId()).stream()
                                .filter(node -> !node.name().equals("node-2")))
                        .hasSize(3));
    }

    @ParameterizedTest
    @EnumSource(
            value = NodeFault.class,
            names = {"FULL", "BREAKS_OFF"})
    void relayReachesOtherNodesToo(NodeFault fault) throws IOException {
        Path source = file("a", 3 * CHUNK);
        cluster.node(2).fail(fault);

        CommandRun run = upload("--relay", "a", "/a");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertStored("/a", source);
        assertReplicas("/a", 3);
    }

    @Test
    @DisplayName("I-1 settles for two of three replicas when no other node can take the third, and says so")
    void settlesForTwoReplicas() throws IOException {
        Path source = file("a", 2 * CHUNK);
        cluster.node(1).fail(NodeFault.FULL);
        cluster.node(4).fail(NodeFault.FULL);
        cluster.node(5).fail(NodeFault.FULL);

        CommandRun run = upload("a", "/a");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertStored("/a", source);
        assertReplicas("/a", 2);
        assertThat(run.err()).contains("2 chunks have fewer than 3 replicas for now");
    }

    @Test
    @DisplayName("I-1 commits nothing when a chunk reaches only one node")
    void refusesOneReplica() throws IOException {
        file("a", CHUNK);
        for (int node = 1; node <= 4; node++) {
            cluster.node(node).fail(NodeFault.FULL);
        }

        CommandRun run = upload("a", "/a");

        assertThat(run.exitCode()).isEqualTo(7);
        assertThat(run.err()).contains("1 of 3 replicas").contains("NO_SPACE");
        assertThat(cluster.metadata().files()).isEmpty();
    }

    @Test
    void tellsWhyEachNodeWasNotChosen() throws IOException {
        file("a", 10);

        CommandRun run =
                new Place(folder, new InMemoryCluster(1).endpoint()).dfs("upload", "--replication", "3", "a", "/a");

        assertThat(run.exitCode()).isEqualTo(7);
        assertThat(run.err()).contains("NOT_ENOUGH_NODES").contains("node-1").contains("EXCLUDED");
    }

    @Test
    void outlivesAMetadataServiceThatIsAwayForAWhile() throws IOException {
        Path source = file("a", 3 * CHUNK);
        cluster.node(1).onWrite(() -> cluster.metadata().unavailable(5));

        CommandRun run = upload("--parallel", "1", "a", "/a");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertStored("/a", source);
    }

    @Test
    void waitsForNodesThatAreOnlyStale() throws IOException {
        Path source = file("a", 3 * CHUNK);
        cluster.metadata().stale(5);

        CommandRun run = upload("a", "/a");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertStored("/a", source);
    }

    @Test
    void asksForNewTicketsWhenTheOldOnesHaveExpired() throws IOException {
        Path source = file("a", 3 * CHUNK);
        cluster.expireTickets(4);

        CommandRun run = upload("a", "/a");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertStored("/a", source);
        assertReplicas("/a", 3);
    }

    @ParameterizedTest
    @EnumSource(names = {"TICKET_EXPIRED", "TICKET_INVALID"})
    void sendsAChunkAgainWhoseTicketIsNoLongerGoodForMorePlaces(ErrorCode refusal) throws IOException {
        Path source = file("a", CHUNK);
        cluster.node(1).fail(NodeFault.FULL);
        cluster.node(2).fail(NodeFault.FULL);
        cluster.metadata().refuseTickets(refusal);

        CommandRun run = upload("a", "/a");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertStored("/a", source);
        assertReplicas("/a", 3);
    }

    @ParameterizedTest
    @EnumSource(names = {"TICKET_EXPIRED", "TICKET_INVALID"})
    void leavesTheRestToRepairWhereATicketIsNoLongerGoodForMorePlaces(ErrorCode refusal) throws IOException {
        Path source = file("a", CHUNK);
        cluster.node(1).fail(NodeFault.FULL);
        cluster.metadata().refuseTickets(refusal);

        CommandRun run = upload("a", "/a");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertStored("/a", source);
        assertReplicas("/a", 2);
    }

    @Test
    @DisplayName("I-8 repeats a commit whose answer was lost, and the file is there once")
    void repeatsACommitWhoseAnswerWasLost() throws IOException {
        Path source = file("a", 3 * CHUNK);
        cluster.metadata().loseNextCommitAnswer();

        CommandRun run = upload("a", "/a");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertStored("/a", source);
        assertThat(cluster.metadata().file("/a").version()).isEqualTo(1);
        assertThat(cluster.metadata().commits()).isEqualTo(2);
    }

    @Test
    @DisplayName("I-9 asks for tickets a window ahead, not for all at once")
    void asksForTicketsAWindowAhead() throws IOException {
        file("a", 100 * 1024);
        breakOffAfter(1);

        CommandRun run = place.dfs("upload", "--chunk-size", "1KiB", "--parallel", "2", "a", "/a");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(cluster.metadata().allocatedTickets()).isLessThan(50);
    }

    @Test
    @DisplayName("I-7 the same command again sends only what is missing")
    void resumes() throws IOException {
        Path source = file("a", 10 * CHUNK);
        breakOffAfter(6);
        assertThat(upload("--parallel", "1", "a", "/a").exitCode()).isNotZero();
        assertThat(journals()).hasSize(1);
        assertThat(cluster.metadata().files()).isEmpty();
        int before = cluster.writes();
        cluster.nodes().forEach(node -> node.fail(NodeFault.NONE));

        CommandRun run = upload("--parallel", "1", "a", "/a");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertStored("/a", source);
        assertThat(cluster.writes() - before).isEqualTo(4 * 3);
        assertThat(journals()).isEmpty();
    }

    @Test
    @DisplayName("I-7 a journal whose last line was torn by a crash is good up to there")
    void resumesFromATornJournal() throws IOException {
        Path source = file("a", 10 * CHUNK);
        breakOffAfter(6);
        upload("--parallel", "1", "a", "/a");
        Files.writeString(journals().getFirst(), "{\"chunk\":{\"uploadId\":\"01", StandardOpenOption.APPEND);
        int before = cluster.writes();
        cluster.nodes().forEach(node -> node.fail(NodeFault.NONE));

        CommandRun run = upload("--parallel", "1", "a", "/a");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertStored("/a", source);
        assertThat(cluster.writes() - before).isEqualTo(4 * 3);
    }

    @Test
    void sendsEverythingAgainWhenTheReceiptsAreTooOld() throws IOException {
        file("a", 10 * CHUNK);
        breakOffAfter(6);
        upload("--parallel", "1", "a", "/a");
        int before = cluster.writes();
        cluster.nodes().forEach(node -> node.fail(NodeFault.NONE));

        Clock tomorrow = Clock.offset(Clock.systemUTC(), Duration.ofHours(23));
        CommandRun run =
                new Place(folder, cluster.endpoint(), tomorrow).dfs("upload", "--chunk-size", "64KiB", "a", "/a");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(cluster.writes() - before).isEqualTo(10 * 3);
    }

    @Test
    void sendsEverythingAgainWhenTheFileHasChangedSince() throws IOException {
        file("a", 10 * CHUNK);
        breakOffAfter(6);
        upload("--parallel", "1", "a", "/a");
        int before = cluster.writes();
        cluster.nodes().forEach(node -> node.fail(NodeFault.NONE));
        Path changed = file("a", 10 * CHUNK - 1);

        CommandRun run = upload("--parallel", "1", "a", "/a");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertStored("/a", changed);
        assertThat(cluster.writes() - before).isEqualTo(10 * 3);
    }

    @Test
    @DisplayName("I-7 a tree continues where it broke off, also when the answer to a commit was lost")
    void resumesATree() throws IOException {
        for (int i = 0; i < 10; i++) {
            file("tree/f" + i, 2 * CHUNK);
        }
        breakOffAfter(10);
        assertThat(upload("--parallel", "1", "-r", "tree", "/tree").exitCode()).isNotZero();
        assertThat(cluster.metadata().files()).hasSize(5);
        int before = cluster.writes();
        cluster.nodes().forEach(node -> node.fail(NodeFault.NONE));
        forgetLastCommit();

        CommandRun run = upload("--parallel", "1", "-r", "tree", "/tree");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(cluster.metadata().files()).hasSize(10);
        assertThat(cluster.metadata().files().values())
                .extracting(Stored::version)
                .containsOnly(1L);
        assertThat(cluster.writes() - before).isEqualTo(5 * 2 * 3);
        assertThat(run.err()).contains("5 more had been uploaded before");
    }

    /** As if the process had died between the service's commit and the journal's line. */
    private void forgetLastCommit() throws IOException {
        Path journal = journals().getFirst();
        List<String> lines = Files.readAllLines(journal);
        int last = lines.size() - 1;
        while (!lines.get(last).startsWith("{\"committed\"")) {
            last--;
        }
        Files.write(journal, lines.subList(0, last));
    }

    @Test
    void refusesWhileTheSameCommandRuns() throws IOException {
        Path source = file("a", 10);
        JournalIdentity identity =
                new JournalIdentity(cluster.metadata().clusterId(), List.of(source.toString()), "/a", CHUNK, 3, false);
        try (UploadJournal journal =
                UploadJournal.open(folder.resolve("state/uploads"), identity, Clock.systemUTC(), _ -> {})) {
            assertThat(journal.resumed()).isFalse();

            CommandRun run = upload("a", "/a");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("the same upload is running already");
        }
        assertThat(upload("a", "/a").exitCode()).isZero();
    }

    @Test
    @DisplayName("I-3 a file that changes while it is read is not stored")
    void refusesAFileThatChanges() throws IOException {
        Path source = file("a", 4 * CHUNK);
        cluster.node(1).onWrite(() -> changeTheBeginningOf(source));

        CommandRun run = upload("a", "/a");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("was changed while it was read");
        assertThat(cluster.metadata().files()).isEmpty();
    }

    private static void changeTheBeginningOf(Path file) {
        try {
            Files.write(file, new byte[] {1}, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void refusesToReplaceUnasked() throws IOException {
        file("a", 10);
        upload("a", "/a");
        int before = cluster.writes();
        Path other = file("b", 20);

        CommandRun refused = upload("b", "/a");
        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.err()).contains("ALREADY_EXISTS").contains("--overwrite");
        assertThat(cluster.writes()).as("nothing is sent in vain").isEqualTo(before);

        assertThat(upload("--overwrite", "b", "/a").exitCode()).isZero();
        assertStored("/a", other);
    }

    @Test
    void packsSmallFilesIntoTarFilesAnybodyCanOpen() throws IOException {
        Map<String, Integer> lengths = Map.of(
                "plain",
                100,
                "empty",
                0,
                "中文 🦊",
                511,
                "deep/er/" + "x".repeat(255),
                512,
                "deep/two",
                513,
                "big",
                CHUNK);
        for (Map.Entry<String, Integer> entry : lengths.entrySet()) {
            file("tree/" + entry.getKey(), entry.getValue());
        }
        Files.createDirectories(folder.resolve("tree/nothing/here"));

        CommandRun run = upload("-r", "tree", "/t");

        assertThat(run.exitCode()).as(run.err()).isZero();
        for (String name : lengths.keySet()) {
            assertStored("/t/" + name, folder.resolve("tree").resolve(name));
        }
        assertThat(cluster.metadata().hasDirectory("/t/nothing/here")).isTrue();
        assertThat(chunksOf("/t/plain", "/t/中文 🦊", "/t/deep/two")).hasSize(1);
        assertTarOpens(cluster.metadata().file("/t/plain").commit().extents().getFirst(), lengths);
    }

    private List<Object> chunksOf(String... paths) {
        return Stream.of(paths)
                .flatMap(path -> cluster.metadata().file(path).commit().extents().stream())
                .<Object>map(ExtentCommit::chunkId)
                .distinct()
                .toList();
    }

    private void assertTarOpens(ExtentCommit extent, Map<String, Integer> lengths) throws IOException {
        byte[] chunk = cluster.nodes().stream()
                .map(node -> node.chunks().get(extent.chunkId()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
        int entries = 0;
        try (var tar = new org.apache.commons.compress.archivers.tar.TarArchiveInputStream(
                new ByteArrayInputStream(chunk), "UTF-8")) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path source = folder.resolve("tree").resolve(entry.getName().substring("t/".length()));
                assertThat(tar.readAllBytes()).isEqualTo(Files.readAllBytes(source));
                entries++;
            }
        }
        assertThat(entries).isEqualTo(lengths.size() - 1);
    }

    @Test
    @DisplayName("I-9 a commit has no more files than the service takes")
    void keepsCommitsSmall() throws IOException {
        cluster.metadata().maxFilesPerCommit(7);
        for (int i = 0; i < 50; i++) {
            file("tree/d%d/f%d".formatted(i % 3, i), i * 100);
        }

        CommandRun run = upload("-r", "tree", "/t");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(cluster.metadata().files()).hasSize(50);
        for (int i = 0; i < 50; i++) {
            String name = "d%d/f%d".formatted(i % 3, i);
            assertStored("/t/" + name, folder.resolve("tree").resolve(name));
        }
    }

    @Test
    void oneFileThatIsInTheWayDoesNotStopTheOthers() throws IOException {
        file("tree/a", 10);
        file("tree/b", 20);
        file("tree/c", 30);
        file("x", 5);
        upload("x", "/t/tree/b");

        CommandRun run = upload("-r", "tree", "/t/");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).contains("/t/tree/b exists").contains("1 file was not uploaded");
        assertThat(cluster.metadata().files().keySet())
                .extracting(FilePath::toString)
                .containsExactlyInAnyOrder("/t/tree/a", "/t/tree/b", "/t/tree/c");
        assertStored("/t/tree/b", folder.resolve("x"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK, 5 * CHUNK + 1})
    void takesStandardInput(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        cluster.node(1).fail(NodeFault.BREAKS_OFF, 2);

        CommandRun run = place.dfs(
                new ByteArrayInputStream(bytes), "upload", "--chunk-size", "64KiB", "--parallel", "2", "-", "/in");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(cluster.metadata().bytes("/in")).isEqualTo(bytes);
        assertReplicas("/in", 3);
    }

    @Test
    void printsTheServicesOwnRecords() throws IOException {
        file("tree/a", 10);
        file("tree/b", 3 * CHUNK);

        CommandRun run = upload("--json", "-q", "-r", "tree", "/t");

        assertThat(run.err()).isEmpty();
        assertThat(Json.read(run.outBytes(), CommitReply.class).files())
                .extracting(file -> file.path().toString())
                .containsExactlyInAnyOrder("/t/a", "/t/b");
    }

    @Test
    void givesEachUploadItsOwnId() throws IOException {
        file("a", 10);
        upload("a", "/a");
        UUID first = cluster.metadata().file("/a").commit().uploadId();

        upload("--overwrite", "a", "/a");

        assertThat(cluster.metadata().file("/a").commit().uploadId()).isNotEqualTo(first);
        assertThat(cluster.metadata().file("/a").version()).isEqualTo(2);
    }
}
