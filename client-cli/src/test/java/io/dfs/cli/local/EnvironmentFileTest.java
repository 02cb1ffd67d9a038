package io.dfs.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentFileTest {

    private static final String FRESH = """
            # Secrets
            DFS_CLUSTER_SECRET=
            DFS_DATABASE_PASSWORD=
            DFS_ADMIN_TOKEN=
            DFS_METRICS_TOKEN=
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
        EnvironmentFile.Filled filled = EnvironmentFile.fill(FRESH, _ -> "s3cret");

        assertThat(filled.secrets())
                .containsExactly("DFS_CLUSTER_SECRET", "DFS_DATABASE_PASSWORD", "DFS_ADMIN_TOKEN", "DFS_METRICS_TOKEN");
        assertThat(filled.text()).isEqualTo("""
                # Secrets
                DFS_CLUSTER_SECRET=s3cret
                DFS_DATABASE_PASSWORD=s3cret
                DFS_ADMIN_TOKEN=s3cret
                DFS_METRICS_TOKEN=s3cret
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
        assertThat(EnvironmentFile.fill(text, _ -> "s3cret")).isEqualTo(new EnvironmentFile.Filled(text, List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "%s  ", "%s\t\nA=1\n", "%s\r\nA=1\r\n", "A=1\n%s\n"})
    void knowsAnEmptyValueInEverySpelling(String spelling) {
        EnvironmentFile.Filled filled = EnvironmentFile.fill(spelling.formatted("DFS_CLUSTER_SECRET="), _ -> "s3cret");

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
        assertThat(secrets).hasSize(3).doesNotHaveDuplicates();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .contains("DFS_CLUSTER_SECRET, DFS_DATABASE_PASSWORD")
                .doesNotContain(secrets.getFirst(), secrets.getLast());
        assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith(".next"));
    }

    @Test
    void putsTheAdminsTokenBesideTheFileAndNowhereElse() throws IOException {
        CommandRun run = initEnv();

        Path tokenFile = folder.resolve(".env.admin-token");
        String token = Files.readString(tokenFile).strip();
        assertThat(token).matches("dfs_[A-Za-z0-9_-]{43}");
        assertThat(file).content().contains("DFS_ADMIN_TOKEN=" + token + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tokenFile)))
                .isEqualTo("rw-------");
        assertThat(run.out() + run.err())
                .contains("export DFS_TOKEN_FILE=" + tokenFile)
                .doesNotContain(token);

        Files.delete(tokenFile);
        initEnv();
        assertThat(tokenFile).content().isEqualTo(token + "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "DFS_ADMIN_TOKEN=dfs_x,                dfs_x",
        "'A=1\nDFS_ADMIN_TOKEN=dfs_x \r\nB=2', dfs_x",
        "DFS_ADMIN_TOKEN=\"dfs_x\",            dfs_x",
        "DFS_ADMIN_TOKEN=,                     ",
        "#DFS_ADMIN_TOKEN=dfs_x,               ",
        "MY_DFS_ADMIN_TOKEN=dfs_x,             "
    })
    void findsTheAdminsToken(String text, @Nullable String token) {
        assertThat(EnvironmentFile.adminToken(text)).isEqualTo(Optional.ofNullable(token));
    }

    @Test
    void anOldFileWithoutALineForTheTokenGetsNone() throws IOException {
        Files.writeString(file, "DFS_CLUSTER_SECRET=\n");

        assertThat(initEnv().err()).doesNotContain("DFS_TOKEN_FILE");

        assertThat(folder.resolve(".env.admin-token")).doesNotExist();
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
