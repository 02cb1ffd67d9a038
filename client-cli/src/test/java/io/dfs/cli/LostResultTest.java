package io.dfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun.Place;
import io.dfs.cli.support.InMemoryCluster;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Results that standard output does not take. */
class LostResultTest {

    @TempDir
    Path folder;

    private InMemoryCluster cluster;
    private Place place;

    /** Takes so many bytes and no more, like a full disk, or like a pipe whose reader leaves. */
    private static final class Full extends OutputStream {

        private final String reason;
        private int left;

        Full(String reason, int left) {
            this.reason = reason;
            this.left = left;
        }

        @Override
        public void write(int b) throws IOException {
            if (left-- <= 0) {
                throw new IOException(reason);
            }
        }
    }

    @BeforeEach
    void start() throws IOException {
        cluster = new InMemoryCluster(3);
        place = new Place(folder, cluster.endpoint());
        Files.writeString(folder.resolve("f"), "x");
        assertThat(place.dfs("upload", "f", "/f").exitCode()).isZero();
        Path token = Files.createFile(
                folder.resolve("secret.txt"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(token, cluster.metadata().access().close());
    }

    private CommandRun dfs(String command) {
        return place.dfs(arguments(command));
    }

    private CommandRun dfsTo(Full out, boolean isPipe, String command) {
        return place.dfsTo(out, isPipe, arguments(command));
    }

    private static String[] arguments(String command) {
        return ("--token-file secret.txt " + command).split(" ");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ls /",
                "ls -l /",
                "ls --json /",
                "stat /f",
                "stat --json /f",
                "cat /f",
                "download /f -",
                "mkdir --json /d",
                "rm --json /f",
                "setrep --json 2 /f",
                "undelete --json /f",
                "fsck /",
                "fsck --json /",
                "status",
                "status --check",
                "trash",
                "quarantine",
                "repairs",
                "nodes --json",
                "token ls",
                "token whoami",
                "access show /",
                "audit",
                "upload --json f /g",
                "completion",
                "--help",
                "upload --help",
                "--version"
            })
    void aResultThatCantBeWrittenMakesTheCommandFail(String command) {
        if (command.startsWith("undelete")) {
            assertThat(dfs("rm /f").exitCode()).isZero();
        }

        CommandRun run = dfsTo(new Full("No space left on device", 0), false, command);

        assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
        assertThat(run.err())
                .contains("dfs: could not write the result to standard output: No space left on device")
                .doesNotContain("\tat ");
    }

    @Test
    void aTokenThatNobodyHasSeenIsRevoked() {
        CommandRun run = dfsTo(new Full("No space left on device", 10), false, "token create lost --role reader");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("the new token of lost could not be shown, so it is revoked");
        assertThat(dfs("token ls").out()).containsPattern("lost .*REVOKED");
    }

    @Test
    void aTokenWhoseReaderHasGoneIsRevokedAsWell() {
        CommandRun run = dfsTo(new Full("Broken pipe", 0), true, "token create lost --role reader");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("so it is revoked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ls /many", "ls -l /many", "ls --json /many", "--help"})
    void aListingEndsQuietlyWithItsReader(String command) throws IOException {
        Files.createDirectory(folder.resolve("many"));
        for (int i = 0; i < 2500; i++) {
            Files.createFile(folder.resolve("many/a-rather-long-name-of-a-file-%04d".formatted(i)));
        }
        assertThat(dfs("upload -q -r many /many").exitCode()).isZero();
        int before = cluster.metadata().lists();

        CommandRun run = dfsTo(new Full("Broken pipe", 100), true, command);

        assertThat(run.exitCode()).isEqualTo(141);
        assertThat(run.err()).isEmpty();
        assertThat(cluster.metadata().lists() - before).isLessThan(3);
    }

    @Test
    void aTruncatedListIsNotTheWholeOne() {
        CommandRun run = dfsTo(new Full("No space left on device", 1), false, "ls /");

        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void anEarlierFailureKeepsItsExitCode() {
        CommandRun run = dfsTo(new Full("No space left on device", 0), false, "stat /missing");

        assertThat(run.exitCode()).isEqualTo(3);
    }

    @Test
    void aFileMayHaveANameThatBeginsWithAnAt() throws IOException {
        Files.writeString(folder.resolve("@notes"), "mine");
        Files.writeString(folder.resolve("notes"), "f");

        assertThat(dfs("upload @notes /at").exitCode()).isZero();
        assertThat(dfs("upload -- @notes /at2").exitCode()).isZero();

        assertThat(cluster.metadata().bytes("/at")).asString().isEqualTo("mine");
        assertThat(cluster.metadata().bytes("/at2")).asString().isEqualTo("mine");
    }
}
