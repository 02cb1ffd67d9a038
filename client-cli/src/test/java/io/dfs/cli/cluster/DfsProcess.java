package io.dfs.cli.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One run of the dfs command in a process of its own, with the heap it is promised to need at most. */
final class DfsProcess {

    /** Exit code and output of a run that has ended; standard output may be a file's bytes. */
    record Result(int exitCode, byte[] out, String err) {}

    private final Process process;
    private final Path out;
    private final Path err;

    /**
     * @param input what its standard input is read from
     * @param settings more of its environment
     */
    DfsProcess(Path home, Path input, String endpoint, Map<String, String> settings, String... arguments) {
        try {
            this.out = Files.createTempFile(home, "dfs-", ".out");
            this.err = Files.createTempFile(home, "dfs-", ".err");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-jar", jar()));
            command.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectInput(input.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(settings);
            builder.environment().put("DFS_ENDPOINT", endpoint);
            builder.environment().put("DFS_STATE_DIR", home.resolve("state").toString());
            builder.environment().put("LC_ALL", "C.UTF-8");
            this.process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    /** {@code kill -9} after so long, unless it has ended by then. */
    void killAfterMillis(long millis) {
        try {
            if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    Result await() {
        try {
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("dfs did not end: " + Files.readString(err));
            }
            return new Result(process.exitValue(), Files.readAllBytes(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("dfs.home"), "client-cli", "target"))) {
            return files.filter(file -> file.getFileName().toString().endsWith("-exec.jar"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("client-cli is not packaged"))
                    .toString();
        }
    }
}
