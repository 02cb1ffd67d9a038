package io.dfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun.Place;
import io.dfs.cli.support.InMemoryCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands that take several names, of which some are wrong. */
class SeveralNamesTest {

    @TempDir
    Path folder;

    private InMemoryCluster cluster;
    private Place place;

    @BeforeEach
    void start() throws IOException {
        cluster = new InMemoryCluster(3);
        place = new Place(folder, cluster.endpoint());
        for (String name : new String[] {"a", "b"}) {
            Files.writeString(folder.resolve(name), name);
            assertThat(dfs("upload " + name + " /" + name).exitCode()).isZero();
        }
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private CommandRun dfs(String command) {
        return place.dfs(command.split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rm /a /missing /b                  | 3 | removed",
                "cat /a /missing /b                 | 3 | printed",
                "stat /a /missing /b                | 3 | found",
                "mkdir /new missing /new2           | 2 | made",
                "setrep 2 /a /missing /b            | 3 | changed",
                "fsck /a /missing /b                | 3 | checked",
                "download /a /missing /b .          | 3 | downloaded",
                "upload a missing b /dir/           | 1 | uploaded"
            })
    void eachFailureIsNamedAndTheExitCodeTells(String command, int exitCode, String verb) {
        CommandRun run = dfs(command);

        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        assertThat(run.err()).contains("missing").contains(" was not " + verb);
    }

    @Test
    void whatCanBeRemovedIsRemoved() {
        dfs("rm /a /missing /b");

        assertThat(dfs("ls /").out()).isEmpty();
    }

    @Test
    void whatCanBeBroughtBackIsBroughtBack() {
        dfs("rm /a /b");

        CommandRun run = dfs("undelete /a /missing /b");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
        assertThat(dfs("ls /").out().lines()).containsExactly("a", "b");
    }

    @Test
    void whatCanBePrintedIsPrinted() {
        assertThat(dfs("cat /a /missing /b").out()).isEqualTo("ab");
    }

    @Test
    void whatCanBeMadeIsMade() {
        dfs("mkdir /new missing /new2");

        assertThat(dfs("ls /").out().lines()).contains("new/", "new2/");
    }

    @Test
    void whatCanBeUploadedIsUploaded() {
        dfs("upload a missing b /dir/");

        assertThat(dfs("ls /dir").out().lines()).containsExactly("a", "b");
    }

    @Test
    void aSourceThatIsLeftAloneDoesNotTakeTheNameOfTheDirectory() {
        CommandRun run = dfs("upload a missing /dir");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
        assertThat(dfs("stat /dir").exitCode()).isEqualTo(3);
    }

    @Test
    void whatCanBeCheckedIsChecked() {
        assertThat(dfs("fsck /a /missing /b").out()).contains("checked 2 files");
    }

    @Test
    void aServiceThatDoesNotAnswerIsToldOnce() {
        CommandRun run = new Place(folder, "http://localhost:1").dfs("rm", "/a", "/b");

        assertThat(run.exitCode()).isEqualTo(6);
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void idAndTargetOfAnUndeleteAreForOnePath() {
        CommandRun run = dfs("undelete /a /b --to /c");

        assertThat(run.exitCode()).isEqualTo(2);
    }
}
