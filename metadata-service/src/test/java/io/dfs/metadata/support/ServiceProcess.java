package io.dfs.metadata.support;

import static org.awaitility.Awaitility.await;

import io.dfs.metadata.MetadataServiceApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/** A metadata service in a process of its own with a heap of 256 MiB, as it is shipped: it ends when its memory does. */
public final class ServiceProcess implements AutoCloseable {

    public static final String CLUSTER_SECRET = "a secret of tests, long enough to be one";

    private static final Pattern LISTENS = Pattern.compile("Tomcat started on port (\\d+) ");

    private final Process process;
    private final Path log;
    private final int port;

    private ServiceProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** Returns when it is ready. All settings are the defaults, but for those that are given. */
    public static ServiceProcess start(Path folder, Map<String, String> settings) {
        Path log = folder.resolve("service.log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                MetadataServiceApplication.class.getName(),
                "--logging.level.org.springframework.boot.tomcat.TomcatWebServer=INFO",
                "--server.port=0",
                "--management.server.port=0",
                "--spring.datasource.url=jdbc:h2:mem:process;DB_CLOSE_DELAY=-1",
                "--dfs.cluster-secret=" + CLUSTER_SECRET,
                "--dfs.access.admin-token=" + TestTokens.ADMIN,
                "--dfs.audit.dir=" + folder.resolve("audit")));
        settings.forEach((name, value) -> command.add("--" + name + "=" + value));
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return started(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServiceProcess started(Process process, Path log) throws IOException {
        try {
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> !process.isAlive() || ports(log).size() == 2);
            return new ServiceProcess(process, log, ports(log).getFirst());
        } catch (ConditionTimeoutException | NoSuchElementException e) {
            process.destroyForcibly();
            throw new AssertionError("the service did not start:\n" + Files.readString(log), e);
        }
    }

    /** The first one is that of the API, the second one that of the metrics. */
    private static List<Integer> ports(Path log) throws IOException {
        Matcher matcher = LISTENS.matcher(Files.readString(log));
        return matcher.results().map(match -> Integer.valueOf(match.group(1))).toList();
    }

    public int port() {
        return port;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
