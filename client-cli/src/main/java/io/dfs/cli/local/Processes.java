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
            // Only what the plan says: of a person's own DFS_… variables it has those that are settings.
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

    /** Sends a signal by its name; whether there was a process to get it. */
    boolean signal(Member member, String signal) {
        Optional<ProcessHandle> process = find(member);
        process.ifPresent(handle -> signal(handle, signal));
        return process.isPresent();
    }

    private static void signal(ProcessHandle process, String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .onExit()
                    .get(10, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException("'kill' can't be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether it was stopped by a signal, where the system tells. */
    static boolean isPaused(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            // The state follows the program's name, which is in parentheses and may hold some itself.
            return stat.startsWith("T", stat.lastIndexOf(')') + 2);
        } catch (IOException _) {
            return false;
        }
    }

    /** Asks the members to end, and ends those that do not within the limit. */
    void stop(List<Member> members, Duration limit) {
        List<ProcessHandle> running =
                members.stream().flatMap(member -> find(member).stream()).toList();
        running.forEach(ProcessHandle::destroy);
        running.stream().filter(Processes::isPaused).forEach(process -> signal(process, "CONT"));
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
