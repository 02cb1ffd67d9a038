package io.dfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun.Place;
import io.dfs.cli.session.Environment;
import io.dfs.cli.support.InMemoryCluster;
import io.dfs.common.api.DirectoryPage;
import io.dfs.common.api.FileStat;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.error.Problem;
import io.dfs.common.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DfsTest {

    @TempDir
    Path folder;

    private CommandRun dfs(String... arguments) {
        return new Place(folder, "http://localhost:1").dfs(arguments);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                 | a command is missing",
                "fly                                | fly",
                "upload                             | SOURCE",
                "upload a                           | SOURCE",
                "upload a relative                  | does not start with /",
                "upload --parallel 0 a /a           | --parallel 0",
                "upload --parallel 65 a /a          | --parallel 65",
                "upload --parallel many a /a        | many",
                "upload --chunk-size huge a /a      | not a size",
                "upload --nonsense a /a             | --nonsense",
                "upload d /a                        | give -r",
                "upload - a /a                      | can't be combined",
                "upload - /a/                       | no name",
                "upload a //                        | ends with /",
                "upload a /../b                     | ..",
                "download /a                        | SOURCE",
                "download a b                       | does not start with /",
                "download --range x /a b            | --range x",
                "download --range 5-4 /a b          | end lies before",
                "download --range - /a b            | --range -",
                "download --range 1-2 -r /a b       | one file",
                "download -r /a -                   | one file",
                "download /a /b c                   | not a directory",
                "stat                               | PATH",
                "undelete                           | PATH",
                "ledger                             | CHUNK",
                "node drain                         | NAME",
                "rm                                 | PATH",
                "--endpoint nonsense ls             | nonsense",
                "ls --endpoint ftp://x              | ftp://x"
            })
    void tellsWrongUsageInOneSentence(String line, String expected) throws IOException {
        Files.writeString(folder.resolve("a"), "x");
        Files.createDirectory(folder.resolve("d"));

        CommandRun run = dfs(line.isEmpty() ? new String[0] : line.split(" +"));

        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).startsWith("dfs: ").contains(expected).doesNotContain("\tat ");
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void saysWhichFileIsMissing() {
        CommandRun run = dfs("upload", "nothing", "/a");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualToIgnoringNewLines("dfs: there is no file or directory nothing");
    }

    @Test
    void saysThatTheServiceDoesNotAnswer() {
        CommandRun run = dfs("--json", "ls");

        assertThat(run.exitCode()).isEqualTo(6);
        String[] lines = run.err().split("\n");
        assertThat(lines[0])
                .startsWith("dfs: the metadata service at http://localhost:1 does not answer")
                .endsWith("[UNAVAILABLE]");
        assertThat(Json.read(lines[1].getBytes(), Problem.class).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void showsWhereAnErrorComesFromOnlyWhenAsked() {
        assertThat(dfs("ls").err()).doesNotContain("\tat ");
        assertThat(dfs("ls", "-v").err()).contains("\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--json --endpoint URL stat /f", "stat /f --endpoint URL --json", "--json stat --endpoint URL /f"
            })
    void takesGlobalOptionsBeforeAndAfterTheCommand(String line) throws IOException {
        try (InMemoryCluster cluster = new InMemoryCluster(3)) {
            Files.writeString(folder.resolve("f"), "x");
            new Place(folder, cluster.endpoint()).dfs("upload", "f", "/f");

            CommandRun run = dfs(line.replace("URL", cluster.endpoint()).split(" "));

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(Json.read(run.outBytes(), FileStat.class).lengthBytes()).isEqualTo(1);
        }
    }

    @Test
    void listsDirectoriesPageByPageAndFilesAsThemselves() throws IOException {
        try (InMemoryCluster cluster = new InMemoryCluster(3)) {
            Place place = new Place(folder, cluster.endpoint());
            for (int i = 0; i < 1050; i++) {
                Files.createDirectories(folder.resolve("many"));
                Files.write(folder.resolve("many/f%04d".formatted(i)), new byte[0]);
            }
            assertThat(place.dfs("upload", "-q", "-r", "many", "/many").exitCode())
                    .isZero();
            assertThat(place.dfs("mkdir", "-p", "/many/sub/dir").exitCode()).isZero();

            CommandRun plain = place.dfs("ls", "/many/");
            CommandRun json = place.dfs("ls", "--json", "/many");
            CommandRun file = place.dfs("ls", "-l", "/many/f0001");

            assertThat(plain.out().lines()).hasSize(1051).startsWith("f0000").endsWith("sub/");
            assertThat(Json.read(json.outBytes(), DirectoryPage.class).entries())
                    .hasSize(1051);
            assertThat(file.out()).contains("f0001").startsWith("file");
        }
    }

    @Test
    void saysThatARemovedFileIsInTheTrash() throws IOException {
        try (InMemoryCluster cluster = new InMemoryCluster(3)) {
            Place place = new Place(folder, cluster.endpoint());
            Files.writeString(folder.resolve("f"), "x");
            place.dfs("upload", "f", "/f");

            CommandRun run = place.dfs("rm", "/f");

            assertThat(run.exitCode()).isZero();
            assertThat(run.out() + run.err()).contains("/f").contains("trash until 2026");
            assertThat(place.dfs("stat", "/f").exitCode()).isEqualTo(3);
        }
    }

    @Test
    void findsTheClusterByTheFolder() throws IOException {
        try (InMemoryCluster cluster = new InMemoryCluster(3)) {
            Files.createDirectories(folder.resolve(".dfs"));
            Files.writeString(
                    folder.resolve(".dfs/cluster.json"), "{\"endpoint\":\"%s\"}".formatted(cluster.endpoint()));
            Path deeper = Files.createDirectories(folder.resolve("deep/er"));

            assertThat(new Place(deeper, "").dfs("ls").exitCode()).isZero();
        }
    }

    @Test
    void findsTheClusterByTheConfigurationFile() throws IOException {
        try (InMemoryCluster cluster = new InMemoryCluster(3)) {
            Path file = Files.writeString(folder.resolve("config"), "endpoint=" + cluster.endpoint());
            Environment environment =
                    new Environment(Map.of("DFS_CONFIG", file.toString()), folder, folder, Clock.systemUTC());

            assertThat(CommandRun.run(InputStream.nullInputStream(), environment, "ls")
                            .exitCode())
                    .isZero();
        }
    }

    @Test
    void saysHowToNameAClusterWhenNoneIsKnown() {
        CommandRun run = new Place(folder, "").dfs("ls");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("--endpoint")
                .contains("DFS_ENDPOINT")
                .contains("endpoint=")
                .contains("dfs local up");
    }

    @Test
    void printsHelpVersionAndCompletion() {
        assertThat(dfs("--help").out()).contains("upload", "download", "Exit codes");
        assertThat(dfs("upload", "--help").out()).contains("--chunk-size", "--endpoint", "Examples");
        assertThat(dfs("--version").out()).startsWith("dfs ");
        assertThat(dfs("completion").out()).contains("complete -F").contains("upload");
        assertThat(dfs("--help").exitCode()).isZero();
    }
}
