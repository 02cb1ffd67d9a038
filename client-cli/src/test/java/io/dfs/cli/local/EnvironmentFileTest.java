package io.dfs.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentFileTest {

    private static final String FRESH = """
            # Secrets
            DFS_CLUSTER_SECRET=
            DFS_DATABASE_PASSWORD=
            DFS_NODE_CAPACITY=
            #DFS_PREVIOUS_CLUSTER_SECRET=
            DFS_PUBLISHED_PORT=7070
            """;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void freshFile() throws IOException {
        file = Files.writeString(folder.resolve(".env"), FRESH);
    }

    @Test
    void fillsEmptySecretsAndNothingElse() {
        EnvironmentFile.Filled filled = EnvironmentFile.fill(FRESH, () -> "s3cret");

        assertThat(filled.secrets()).containsExactly("DFS_CLUSTER_SECRET", "DFS_DATABASE_PASSWORD");
        assertThat(filled.text()).isEqualTo("""
                # Secrets
                DFS_CLUSTER_SECRET=s3cret
                DFS_DATABASE_PASSWORD=s3cret
                DFS_NODE_CAPACITY=
                #DFS_PREVIOUS_CLUSTER_SECRET=
                DFS_PUBLISHED_PORT=7070
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "DFS_CLUSTER_SECRET=mine\n",
                "DFS_CLUSTER_SECRET=\"\"\n",
                "OTHER_PASSWORD=\n",
                "# DFS_CLUSTER_SECRET=\n",
                "DFS_DATABASE_USER=\n"
            })
    void leavesEverythingElseAlone(String text) {
        assertThat(EnvironmentFile.fill(text, () -> "s3cret")).isEqualTo(new EnvironmentFile.Filled(text, List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "%s  ", "%s\t\nA=1\n", "%s\r\nA=1\r\n", "A=1\n%s\n"})
    void knowsAnEmptyValueInEverySpelling(String spelling) {
        EnvironmentFile.Filled filled = EnvironmentFile.fill(spelling.formatted("DFS_CLUSTER_SECRET="), () -> "s3cret");

        assertThat(filled.text().replaceAll("[ \t]", ""))
                .isEqualTo(spelling.formatted("DFS_CLUSTER_SECRET=s3cret").replaceAll("[ \t]", ""));
    }

    @Test
    void makesADifferentSecretForEachAndKeepsTheFileFromOthers() throws IOException {
        CommandRun run = initEnv();

        List<String> secrets = Files.readAllLines(file).stream()
                .filter(line -> line.matches("DFS_[A-Z_]+=[0-9a-f]{64}"))
                .map(line -> line.substring(line.indexOf('=') + 1))
                .toList();
        assertThat(secrets).hasSize(2).doesNotHaveDuplicates();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .contains("DFS_CLUSTER_SECRET, DFS_DATABASE_PASSWORD")
                .doesNotContain(secrets.getFirst(), secrets.getLast());
        assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith(".next"));
    }

    @Test
    void aSecondTimeChangesNothing() throws IOException {
        initEnv();
        String first = Files.readString(file);

        CommandRun second = initEnv();

        assertThat(second.exitCode()).isZero();
        assertThat(second.err()).contains("nothing is changed");
        assertThat(file).hasContent(first);
    }

    @Test
    void saysWhereToGoIfThereIsNoFile() throws IOException {
        Files.delete(file);

        CommandRun run = initEnv();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(file.toString(), "docker-compose.yml");
    }

    @Test
    void keepsSecretsOutOfCommitsWhereTheFileIsTracked() throws Exception {
        git("init", "-q");
        git("add", ".env");

        CommandRun run = initEnv();

        assertThat(run.err()).contains("skip-worktree");
        assertThat(git("ls-files", "-v", ".env")).startsWith("S ");
    }

    private CommandRun initEnv() {
        return new CommandRun.Place(folder, "").dfs("local", "init-env");
    }

    private String git(String... arguments) throws Exception {
        Process git = new ProcessBuilder(
                        Stream.concat(Stream.of("git"), Stream.of(arguments)).toList())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(git.exitValue()).as(said).isZero();
        return said;
    }
}
