package io.dfs.cli.upload;

import static io.dfs.cli.upload.UploadScene.CHUNK;
import static io.dfs.cli.upload.UploadScene.assertDone;
import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun;
import io.dfs.cli.CommandRun.Place;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the same command, run again, may take over from its first run. */
class UploadResumeTest {

    @TempDir
    Path folder;

    private UploadScene scene;

    @BeforeEach
    void start() {
        scene = new UploadScene(folder);
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    /** A tree of which everything but one file, whose name is taken by a directory, is stored: the journal stays. */
    private void uploadAllButOne(String... options) throws IOException {
        scene.file("tree/small", 100);
        scene.file("tree/small-too", 200);
        scene.file("tree/large", 3 * CHUNK);
        scene.file("tree/in-the-way", 10);
        scene.dfs("mkdir", "-p", "/t/tree/in-the-way");
        assertThat(scene.upload(tree(options)).exitCode()).isEqualTo(4);
        assertThat(scene.journals()).hasSize(1);
    }

    private static String[] tree(String... options) {
        return Stream.concat(Stream.of(options), Stream.of("-r", "tree", "/t/")).toArray(String[]::new);
    }

    private void assertAllStored() throws IOException {
        for (String name : List.of("small", "small-too", "large", "in-the-way")) {
            scene.assertStored("/t/tree/" + name, folder.resolve("tree").resolve(name));
        }
        assertThat(scene.journals()).isEmpty();
    }

    @Test
    @DisplayName("I-1 a resumed upload sends a file again that is no longer in the store")
    void resumedUploadSendsAFileAgainThatIsNoLongerInTheStore() throws IOException {
        uploadAllButOne();
        scene.dfs("rm", "-r", "/t");

        CommandRun run = scene.upload(tree());

        assertDone(run);
        assertAllStored();
    }

    @Test
    void resumedUploadSkipsWhatTheStoreStillHas() throws IOException {
        uploadAllButOne();
        scene.dfs("rm", "/t/tree/in-the-way");
        int before = scene.cluster.writes();

        CommandRun run = scene.upload(tree());

        assertDone(run);
        assertAllStored();
        assertThat(scene.cluster.writes() - before).isEqualTo(3);
        assertThat(run.err()).contains("3 more had been uploaded before");
    }

    @Test
    void resumedUploadThatOverwritesReplacesWhatAnotherPersonPutThereMeanwhile() throws IOException {
        uploadAllButOne("--overwrite");
        scene.replaceInStore("/t/tree/large", 3 * CHUNK);
        scene.replaceInStore("/t/tree/small", 100);
        scene.dfs("rm", "/t/tree/in-the-way");

        CommandRun run = scene.upload(tree("--overwrite"));

        assertDone(run);
        assertAllStored();
    }

    @Test
    void resumedUploadRefusesToReplaceWhatAnotherPersonPutThereMeanwhile() throws IOException {
        uploadAllButOne();
        scene.replaceInStore("/t/tree/large", 3 * CHUNK);
        scene.dfs("rm", "/t/tree/in-the-way");
        int before = scene.cluster.writes();

        CommandRun run = scene.upload(tree());

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).contains("/t/tree/large exists");
        assertThat(scene.cluster.writes() - before).as("only the missing one").isEqualTo(3);
    }

    @Test
    void anUploadThatOverwritesIsNotTheOneThatDoesNot() throws IOException {
        uploadAllButOne();
        scene.dfs("rm", "/t/tree/in-the-way");
        int before = scene.cluster.writes();

        CommandRun run = scene.upload(tree("--overwrite"));

        assertDone(run);
        assertThat(scene.cluster.writes() - before)
                .as("one pack and a large file")
                .isEqualTo((1 + 3) * 3);
    }

    @Test
    void aJournalIsGoodForAWeek() throws IOException {
        uploadAllButOne("--overwrite");
        int before = scene.cluster.writes();

        scene.in(later(Duration.ofDays(6)), tree("--overwrite"));
        assertThat(scene.cluster.writes()).isEqualTo(before);

        scene.in(later(Duration.ofDays(8)), tree("--overwrite"));
        assertThat(scene.cluster.writes() - before).isEqualTo((1 + 3) * 3);
    }

    private Place later(Duration by) {
        return new Place(folder, scene.cluster.endpoint(), Clock.offset(Clock.systemUTC(), by));
    }

    @Test
    void journalsThatAreTooOldToBeOfUseAreRemoved() throws IOException {
        uploadAllButOne();
        Path old = scene.journals().getFirst();
        Files.setLastModifiedTime(old, FileTime.from(Clock.systemUTC().instant().minus(Duration.ofDays(15))));
        Path foreign = Files.writeString(old.resolveSibling("notes.txt"), "mine");
        Files.setLastModifiedTime(foreign, Files.getLastModifiedTime(old));
        scene.file("another", 10);

        assertDone(scene.upload("another", "/another"));

        assertThat(scene.journals()).containsExactly(foreign);
    }

    @Test
    @DisplayName("I-3 a file that kept its time is not stored as a mixture of two states")
    void resumedUploadOfAFileThatKeptItsTimeStoresOneState() throws IOException {
        Path source = scene.file("vol", 10 * CHUNK);
        FileTime time = FileTime.from(Clock.systemUTC().instant().minus(Duration.ofDays(1000)));
        Files.setLastModifiedTime(source, time);
        scene.breakOffAfter(6);
        assertThat(scene.upload("--parallel", "1", "vol", "/vol").exitCode()).isNotZero();
        scene.nodesWorkAgain();
        for (int chunk = 0; chunk < 10; chunk++) {
            overwrite(source, chunk * CHUNK);
        }
        Files.setLastModifiedTime(source, time);

        assertDone(scene.upload("--parallel", "1", "vol", "/vol"));

        scene.assertStored("/vol", source);
    }

    private static void overwrite(Path file, long position) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(position);
            bytes.write(new byte[4096]);
        }
    }

    @Test
    @DisplayName("I-3 what a journal says of a chunk is proven against the file")
    void provesThatAJournalledChunkIsStillTheFilesContent() throws IOException {
        Path source = scene.file("a", 10 * CHUNK);
        scene.breakOffAfter(6);
        scene.upload("--parallel", "1", "a", "/a");
        scene.nodesWorkAgain();
        Path journal = scene.journals().getFirst();
        Files.writeString(
                journal,
                Files.readString(journal)
                        .replace("\"index\":0,", "\"index\":X,")
                        .replace("\"index\":1,", "\"index\":0,")
                        .replace("\"index\":X,", "\"index\":1,"));
        int before = scene.cluster.writes();

        assertDone(scene.upload("--parallel", "1", "a", "/a"));

        scene.assertStored("/a", source);
        assertThat(scene.cluster.writes() - before).isEqualTo((4 + 2) * 3);
    }

    @Test
    void findsAFileThatWasCommittedByARunThatDiedBeforeItCouldNoteIt() throws IOException {
        uploadAllButOne("--overwrite");
        scene.dfs("rm", "/t/tree/in-the-way");
        Path journal = scene.journals().getFirst();
        List<String> lines = Files.readAllLines(journal).stream()
                .filter(line -> !line.startsWith("{\"committed\""))
                .toList();
        Files.write(journal, lines);
        int before = scene.cluster.writes();

        assertDone(scene.upload(tree("--overwrite")));

        assertAllStored();
        assertThat(scene.cluster.writes() - before).as("only the missing one").isEqualTo(3);
        assertThat(scene.cluster.metadata().file("/t/tree/large").version()).isEqualTo(1);
    }

    @Test
    @DisplayName("I-7 an upload does not end because its journal can no longer be written")
    void aJournalThatCanNoLongerBeWrittenIsGivenUp() {
        JournalIdentity identity =
                new JournalIdentity(scene.cluster.metadata().clusterId(), List.of("/a"), "/a", CHUNK, 3, false);
        List<String> told = new ArrayList<>();
        UploadJournal journal =
                UploadJournal.open(folder.resolve("state/uploads"), identity, Clock.systemUTC(), told::add);
        journal.close(); // every write fails from now on, as on a full disk

        journal.targets(identity, List::of);
        journal.addCommitted(List.of());
        journal.delete();

        assertThat(told).hasSize(1);
        assertThat(told.getFirst()).contains("can't be resumed");
    }

    @Test
    @DisplayName("I-7 an upload works without a place for its journal, and says so")
    void uploadsWithoutAPlaceForTheJournal() throws IOException {
        Path source = scene.file("a", 3 * CHUNK);
        Files.writeString(folder.resolve("state"), "a file where the directory should be");

        CommandRun run = scene.upload("a", "/a");

        assertDone(run);
        scene.assertStored("/a", source);
        assertThat(run.err()).contains("can't be resumed").contains("state/uploads");
    }
}
