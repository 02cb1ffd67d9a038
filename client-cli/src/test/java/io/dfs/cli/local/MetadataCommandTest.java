package io.dfs.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun;
import io.dfs.cli.session.Console;
import io.dfs.cli.session.Environment;
import io.dfs.cli.session.GlobalOptions;
import io.dfs.cli.session.Invocation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MetadataCommandTest {

    private static final String MYSQL = "jdbc:mysql://db:3306/dfs";

    @TempDir
    private Path folder;

    private ClusterFolder clusterFolder;

    @BeforeEach
    void buildThePrograms() throws IOException {
        clusterFolder = new ClusterFolder(folder.resolve(".dfs"));
        Path jar = folder.resolve("metadata-service/target/metadata-service-1-exec.jar");
        Files.createDirectories(jar.getParent());
        Files.createFile(jar);
        answerWith(0);
    }

    /** In the place of Java: writes down how it was called. */
    private void answerWith(int exitCode) throws IOException {
        Path java = folder.resolve("java");
        Files.writeString(java, """
                #!/bin/sh
                { for argument; do echo "$argument"; done; env; } >%s
                exit %d
                """.formatted(folder.resolve("called"), exitCode));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    }

    private int move(String... options) {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        Invocation invocation = new Invocation(
                new GlobalOptions(),
                new Console(InputStream.nullInputStream(), nowhere, nowhere, false, false),
                new Environment(
                        Map.of("PATH", "/usr/bin:/bin", "DFS_MOVE_TO_PASSWORD", "secret", "DFS_DATABASE_USER", "me"),
                        folder,
                        folder,
                        Clock.systemUTC()),
                CommandRun.SETTINGS);
        CommandLine command =
                new CommandLine(new MetadataCommand(invocation, () -> new Programs(folder, folder.resolve("java"))));
        String[] all = new String[options.length + 1];
        all[0] = "move";
        System.arraycopy(options, 0, all, 1, options.length);
        return command.execute(all);
    }

    private List<String> called() throws IOException {
        return Files.readAllLines(folder.resolve("called"));
    }

    private LocalCluster cluster() {
        return clusterFolder.load().orElseThrow();
    }

    @Test
    void withoutALocalClusterTheProgramFindsTheDatabaseInTheEnvironment() throws IOException {
        assertThat(move("--to", MYSQL)).isZero();

        assertThat(called())
                .contains("move", "--to=" + MYSQL, "DFS_MOVE_TO_PASSWORD=secret", "DFS_DATABASE_USER=me")
                .noneMatch(line -> line.startsWith("--from") || line.startsWith("DFS_DATABASE_URL="));
    }

    @Test
    void aLocalClusterUsesTheNewDatabaseAfterwards() throws IOException {
        clusterFolder.prepare();
        clusterFolder.save(LocalCluster.plan(3, 1, 7070));

        assertThat(move("--to", MYSQL)).isZero();

        assertThat(called())
                .anySatisfy(line -> assertThat(line)
                        .startsWith("DFS_DATABASE_URL=jdbc:h2:file:" + folder.resolve(".dfs/data/metadata/metadata")));
        assertThat(cluster().settings())
                .containsEntry("DFS_DATABASE_URL", MYSQL)
                .containsEntry("DFS_DATABASE_USER", "dfs")
                .containsEntry("DFS_DATABASE_PASSWORD", "secret");
    }

    @Test
    void aLocalClusterThatHasMovedStaysWhereItIs() throws IOException {
        clusterFolder.prepare();
        clusterFolder.save(LocalCluster.plan(3, 1, 7070));
        assertThat(move("--to", MYSQL)).isZero();
        LocalCluster moved = cluster();
        answerWith(2);

        assertThat(move("--to", MYSQL)).isZero();

        assertThat(cluster()).isEqualTo(moved);
    }

    @Test
    void aLocalClusterKeepsItsDatabaseIfTheMoveFails() throws IOException {
        clusterFolder.prepare();
        clusterFolder.save(LocalCluster.plan(3, 1, 7070));
        answerWith(4);

        assertThat(move("--to", MYSQL)).isEqualTo(4);

        assertThat(cluster().settings()).isEmpty();
    }

    @Test
    void aNamedDatabaseIsNotThatOfTheLocalCluster() throws IOException {
        clusterFolder.prepare();
        clusterFolder.save(LocalCluster.plan(3, 1, 7070));

        assertThat(move("--from", "jdbc:h2:file:/srv/old", "--to", MYSQL)).isZero();

        assertThat(called()).contains("--from=jdbc:h2:file:/srv/old");
        assertThat(cluster().settings()).isEmpty();
    }
}
