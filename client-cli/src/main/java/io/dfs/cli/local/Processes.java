package io.dfs.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Starts, finds and ends the processes of a local cluster. */
final class Processes {

    private final ClusterFolder folder;
    private final Programs programs;

    Processes(ClusterFolder folder, Programs programs) {
        this.folder = folder;
        this.programs = programs;
    }

    /** The running process of a member, found by its mark: a pid file may be stale, or missing after a crash. */
    Optional<ProcessHandle> find(Member member) {
        String mark = LaunchPlan.mark(member, folder);
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(arguments -> Arrays.asList(arguments).contains(mark))
                        .orElse(false))
                .filter(ProcessHandle::isAlive)
                .findFirst();
    }

    /** Starts the member in the background: it outlives this command and its terminal. */
    void start(Member member, LocalCluster cluster) {
        LaunchPlan plan = LaunchPlan.of(member, cluster, folder, programs);
        Path log = folder.log(member);
        try {
            Files.createDirectories(folder.data(member).getParent());
            ProcessBuilder builder = new ProcessBuilder(detached(plan.command()))
                    .directory(folder.path().toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            // Only what the plan says: a DFS_… variable of the person's own must not reach the services.
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.startsWith("DFS_") || name.equals("JAVA_TOOL_OPTIONS"));
            builder.environment().putAll(plan.environment());
            Process process = builder.start();
            Files.writeString(folder.pid(member), process.pid() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("%s can't be started".formatted(member.name()), e);
        }
    }

    /** In a session of its own where the system has setsid, so that the terminal's signals do not reach it. */
    private static List<String> detached(List<String> command) {
        return Stream.of("/usr/bin/setsid", "/bin/setsid")
                .filter(setsid -> Files.isExecutable(Path.of(setsid)))
                .findFirst()
                .map(setsid -> {
                    List<String> whole = new ArrayList<>(List.of(setsid));
                    whole.addAll(command);
                    return whole;
                })
                .orElse(command);
    }

    /** {@code kill -9}: what a power cut does to a process. */
    boolean kill(Member member) {
        Optional<ProcessHandle> process = find(member);
        process.ifPresent(handle -> {
            handle.destroyForcibly();
            awaitEnd(handle, Duration.ofSeconds(10));
        });
        forgetPid(member);
        return process.isPresent();
    }

    /** Asks the members to end, and ends those that do not within the limit. */
    void stop(List<Member> members, Duration limit) {
        List<ProcessHandle> running =
                members.stream().flatMap(member -> find(member).stream()).toList();
        running.forEach(ProcessHandle::destroy);
        long deadline = System.nanoTime() + limit.toNanos();
        for (ProcessHandle process : running) {
            if (!awaitEnd(process, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
                process.destroyForcibly();
                awaitEnd(process, Duration.ofSeconds(10));
            }
        }
        members.forEach(this::forgetPid);
    }

    private static boolean awaitEnd(ProcessHandle process, Duration limit) {
        try {
            process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void forgetPid(Member member) {
        try {
            Files.deleteIfExists(folder.pid(member));
        } catch (IOException e) {
            throw new UncheckedIOException("the pid file of %s can't be removed".formatted(member.name()), e);
        }
    }
}
