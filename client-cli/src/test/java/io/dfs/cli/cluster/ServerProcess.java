package io.dfs.cli.cluster;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.awaitility.Awaitility.await;

import io.dfs.cli.local.Programs;
import io.dfs.cli.local.Role;
import io.dfs.common.tls.ClientTls;
import io.dfs.common.tls.TlsSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;

/** One service of a cluster, and what may happen to a process. It can be started again after it has ended. */
final class ServerProcess {

    private final String name;
    private final Role role;
    private final int port;
    private final Map<String, String> environment;
    private final Path log;
    private @Nullable Process process;
    private boolean hasBeenReady;

    /** @param role whose program it runs */
    ServerProcess(String name, Role role, int port, Map<String, String> environment, Path log) {
        this.name = name;
        this.role = role;
        this.port = port;
        this.environment = Map.copyOf(environment);
        this.log = log;
    }

    String name() {
        return name;
    }

    Path log() {
        return log;
    }

    synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Starts it and does not wait for anything. */
    synchronized void launch() {
        if (isRunning()) {
            throw new AssertionError(name + " runs already");
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:TieredStopAtLevel=" + (role == Role.NODE && SecureMode.isOn() ? 4 : 1), // as LaunchPlan
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(Programs.ofProcess().arguments(role));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(log.getParent().toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(variable -> variable.startsWith("DFS_"));
        builder.environment().put("DFS_PORT", Integer.toString(port));
        builder.environment().put("DFS_MANAGEMENT_PORT", Integer.toString(managementPort()));
        builder.environment().putAll(environment);
        hasBeenReady = false;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when it is ready for work: a node is registered, the metadata service has its database. */
    void awaitReady() {
        await("%s is ready, see %s".formatted(name, log))
                .atMost(ofMinutes(15))
                .pollInterval(ofMillis(200))
                .failFast(name + " ended", () -> !isRunning())
                .until(this::isReady);
    }

    /** As far from its port as in a cluster of {@code dfs local}; {@code Ports.freeBasePort} looks at it, too. */
    private int managementPort() {
        return port + 128;
    }

    /** Whether it has come so far since it was launched for the last time. */
    synchronized boolean hasStarted() {
        hasBeenReady = hasBeenReady || (isRunning() && isReady());
        return hasBeenReady;
    }

    boolean isReady() {
        try {
            HttpURLConnection probe = (HttpURLConnection) URI.create("%s://localhost:%d/actuator/health/readiness"
                            .formatted(SecureMode.scheme(), managementPort()))
                    .toURL()
                    .openConnection();
            if (probe instanceof HttpsURLConnection secure) {
                TlsSettings trusted = TlsSettings.of(null, null, environment.get("DFS_TLS_CA"));
                secure.setSSLSocketFactory(new ClientTls(trusted).context().getSocketFactory());
            }
            probe.setConnectTimeout(1000);
            probe.setReadTimeout(3000);
            return probe.getResponseCode() == 200;
        } catch (IOException _) {
            return false; // Not listening yet, or no longer.
        }
    }

    /** {@code kill -9}. */
    synchronized void kill() {
        Process running = Objects.requireNonNull(process, name);
        running.destroyForcibly();
        awaitEnd(running);
    }

    /** Asks it to end, as an init system does, and waits. */
    void terminate() {
        askToEnd();
        awaitEnd(Objects.requireNonNull(process, name));
    }

    synchronized void askToEnd() {
        Objects.requireNonNull(process, name).destroy();
    }

    /** {@code SIGSTOP}: it keeps its connections and its memory, and does nothing. */
    void pause() {
        signal("STOP");
    }

    /** {@code SIGCONT}: it continues and does not know that time has passed. */
    void resume() {
        signal("CONT");
    }

    private synchronized void signal(String signal) {
        try {
            Process sender = new ProcessBuilder(
                            "kill",
                            "-" + signal,
                            Long.toString(Objects.requireNonNull(process, name).pid()))
                    .start();
            if (sender.waitFor() != 0) {
                throw new AssertionError("%s could not be sent %s".formatted(name, signal));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void awaitEnd(Process running) {
        try {
            if (!running.waitFor(2, TimeUnit.MINUTES)) {
                signal("QUIT"); // its threads go to the log: they say what it waits for
                throw new AssertionError("%s does not end, see %s".formatted(name, log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
