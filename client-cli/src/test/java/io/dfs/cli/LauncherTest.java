package io.dfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script {@code dfs}, with a Java that only prints what it is asked to run. */
class LauncherTest {

    private static final String DFS =
            Path.of("..").toAbsolutePath().normalize().resolve("dfs").toString();

    private static final String QUICK = "-XX:TieredStopAtLevel=1";
    private static final String BOTH = "-XX:TieredStopAtLevel=4";

    @TempDir
    Path folder;

    private Path home;

    @BeforeEach
    void makeAJava() throws IOException {
        home = folder.resolve("home");
        Path bin = Files.createDirectories(folder.resolve("jdk/bin"));
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"25\"\n");
        Files.setPosixFilePermissions(
                Files.writeString(bin.resolve("java"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n"),
                PosixFilePermissions.fromString("rwx------"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "ls /,                                  https://a:1, -,       QUICK",
                "upload f /f,                           https://a:1, -,       BOTH",
                "upload f /f,                           http://a:1,  -,       QUICK",
                "--endpoint https://a:1 download /f f,  http://b:1,  -,       BOTH",
                "download --endpoint http://a:1 /f f,   -,           https:,  QUICK",
                "cat /f,                                -,           http:,   QUICK",
                "cat /f,                                -,           https:,  BOTH",
                "cat /f,                                -,           -,       BOTH",
            })
    void bothCompilersRunWhereBytesMayBeEncrypted(String command, String endpoint, String local, String compiler)
            throws Exception {
        if (local != null) {
            makeLocalCluster(local);
        }

        assertThat(launch(endpoint, command.split(" "))).contains(compiler.equals("BOTH") ? BOTH : QUICK);
    }

    @Test
    void aConfigurationFileMayNameAClusterThatEncrypts() throws Exception {
        makeLocalCluster("http:");
        Files.createDirectories(folder.resolve("home/.config/dfs"));
        Files.writeString(folder.resolve("home/.config/dfs/config"), "endpoint=https://a:1\n");

        assertThat(launch(null, "cat", "/f")).contains(BOTH);
    }

    @Test
    void passesArgumentsOnAsTheyAre() throws Exception {
        assertThat(launch("http://a:1", "upload", "a b", "*", "", "-x"))
                .containsSubsequence("-jar", "upload", "a b", "*", "", "-x");
    }

    @Test
    void aServiceOfTheSystemNeedsNoHome() throws Exception {
        home = null;

        assertThat(launch("http://a:1", "status")).contains("status");
        assertThat(launch("http://a:1", "cat", "/f")).contains(QUICK);
    }

    @Test
    void temporaryFilesGoWhereTmpdirSays() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("big disk"));

        assertThat(launch("http://a:1", "ls", "/")).noneMatch(option -> option.startsWith("-Djava.io.tmpdir"));
        assertThat(launchWith(Map.of("TMPDIR", temporary.toString()), "http://a:1", "ls", "/"))
                .contains("-Djava.io.tmpdir=" + temporary);
    }

    @Test
    void aLimitOfAddressSpaceThatIsTooLowForJavaIsToldInASentence() throws Exception {
        Launched tooLow =
                start(Map.of(), "http://a:1", "bash", "-c", "ulimit -v 999999; exec \"$0\" \"$@\"", DFS, "ls", "/");
        Launched enough =
                start(Map.of(), "http://a:1", "bash", "-c", "ulimit -v 1000000; exec \"$0\" \"$@\"", DFS, "ls", "/");

        assertThat(tooLow.exitCode()).isEqualTo(1);
        assertThat(tooLow.output())
                .isEqualTo("dfs: the limit of this shell for a process's address space (ulimit -v) is 999999 KiB,"
                        + " and Java needs 1000000: raise it, or ask who runs this machine\n");
        assertThat(enough.exitCode()).as(enough.output()).isZero();
        assertThat(enough.output()).contains("-XX:CompressedClassSpaceSize=64m");
    }

    private void makeLocalCluster(String scheme) throws IOException {
        Files.createDirectories(folder.resolve(".dfs"));
        Files.writeString(
                folder.resolve(".dfs/cluster.json"), "{\"endpoint\" : \"%s//localhost:7070\"}".formatted(scheme));
    }

    private List<String> launch(String endpoint, String... arguments) throws Exception {
        return launchWith(Map.of(), endpoint, arguments);
    }

    private List<String> launchWith(Map<String, String> variables, String endpoint, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(DFS));
        command.addAll(List.of(arguments));
        Launched launched = start(variables, endpoint, command.toArray(String[]::new));
        assertThat(launched.exitCode()).as(launched.output()).isZero();
        return launched.output().lines().toList();
    }

    private record Launched(int exitCode, String output) {}

    private Launched start(Map<String, String> variables, String endpoint, String... command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("DFS_") || name.startsWith("XDG_") || name.equals("TMPDIR"));
        builder.environment().putAll(variables);
        builder.environment().remove("HOME");
        if (home != null) {
            builder.environment().put("HOME", home.toString());
        }
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().put("DFS_NO_BUILD", "1");
        if (endpoint != null) {
            builder.environment().put("DFS_ENDPOINT", endpoint);
        }
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        return new Launched(process.waitFor(), output);
    }
}
