package io.dfs.cli.local;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What can be done to the local cluster in one folder. Every operation may be repeated, and resumed after a crash. */
public final class LocalClusterControl {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL_PAUSE = Duration.ofMillis(200);

    private final ClusterFolder folder;
    private final Programs programs;
    private final Processes processes;
    private final LocalCertificates certificates;
    private final Map<String, String> settings;

    /** With the settings that the cluster has already, and no others. */
    public LocalClusterControl(Path folder) {
        this(folder, Map.of());
    }

    /**
     * @param variables a person's environment. What of it is a setting reaches every process that is started by this
     *     control; {@link #up} also keeps it for those that are started later.
     */
    public LocalClusterControl(Path folder, Map<String, String> variables) {
        this(new ClusterFolder(folder), LocalSettings.among(variables));
    }

    private LocalClusterControl(ClusterFolder folder, Map<String, String> settings) {
        this.settings = Map.copyOf(settings);
        this.folder = folder;
        this.programs = Programs.ofProcess();
        this.processes = new Processes(folder, programs);
        this.certificates = new LocalCertificates(folder, programs);
    }

    /**
     * A cluster whose metadata lies in another database than the file that it would make. The variables are kept with the
     * cluster like its settings, so anyone who reads its folder reads the password.
     *
     * @param database {@code DFS_DATABASE_URL} and what belongs to it; none for the file
     */
    public static LocalClusterControl onDatabase(Path folder, Map<String, String> database) {
        return new LocalClusterControl(new ClusterFolder(folder), database);
    }

    /** A member as it is now. {@code pid} is null when it does not run. */
    public record MemberStatus(Member member, @Nullable Long pid, boolean paused, boolean ready, Path log) {}

    /** As below, over plain HTTP. */
    public LocalCluster up(int nodes, int zones, int basePort, Consumer<String> progress) {
        return up(nodes, zones, basePort, false, progress);
    }

    /**
     * Makes the cluster if there is none, starts what does not run, and returns when all are ready.
     *
     * @param tls whether a new cluster speaks TLS, with an authority of its own
     * @param progress told in a line what happens
     */
    public LocalCluster up(int nodes, int zones, int basePort, boolean tls, Consumer<String> progress) {
        return changing(() -> {
            Optional<LocalCluster> existing = folder.load();
            LocalCluster cluster = existing.orElseGet(() -> planned(nodes, zones, basePort, tls))
                    .with(settings);
            List<Member> toStart = cluster.members().stream()
                    .filter(member -> processes.find(member).isEmpty())
                    .toList();
            requireFreePorts(toStart);
            folder.prepare();
            certificates.make(cluster);
            folder.save(cluster);
            existing.ifPresent(found -> progress.accept("the cluster of this folder continues as it is: %d nodes, %s"
                    .formatted(found.nodes().size(), found.endpoint())));
            if (!toStart.isEmpty()) {
                progress.accept("starting " + names(toStart));
                toStart.forEach(member -> processes.start(member, cluster));
            }
            awaitReady(cluster, cluster.members());
            return cluster;
        });
    }

    private static LocalCluster planned(int nodes, int zones, int basePort, boolean tls) {
        LocalCluster plain = LocalCluster.plan(nodes, zones, basePort);
        return tls ? plain.overTls() : plain;
    }

    public LocalCluster load() {
        return folder.load()
                .orElseThrow(() -> new LocalClusterException(
                        "there is no local cluster in %s: start one with 'dfs local up'".formatted(folder.path())));
    }

    public List<MemberStatus> status() {
        LocalCluster cluster = load();
        try (Readiness readiness = new Readiness(cluster, folder)) {
            return cluster.members().stream()
                    .map(member -> status(member, readiness))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private MemberStatus status(Member member, Readiness readiness) {
        Optional<ProcessHandle> process = processes.find(member);
        boolean paused = process.map(Processes::isPaused).orElse(false);
        return new MemberStatus(
                member,
                process.map(ProcessHandle::pid).orElse(null),
                paused,
                process.isPresent() && !paused && readiness.isReady(member),
                folder.log(member));
    }

    /** {@code kill -9}; whether it ran. */
    public boolean kill(String name) {
        return processes.kill(load().member(name));
    }

    /** Asks it to end and waits. */
    public void stop(String name) {
        processes.stop(List.of(load().member(name)), STOP_LIMIT);
    }

    /** Stops it properly and starts it again; returns when it is ready. */
    public void restart(String name) {
        stop(name);
        start(name);
    }

    /** {@code kill -STOP}: it continues to exist and does nothing; whether it ran. */
    public boolean pause(String name) {
        return processes.signal(load().member(name), "STOP");
    }

    /** Lets it go on after {@link #pause}; whether it ran. */
    public boolean resume(String name) {
        return processes.signal(load().member(name), "CONT");
    }

    public void start(String name) {
        changing(() -> {
            LocalCluster cluster = load();
            Member member = cluster.member(name);
            if (processes.find(member).isEmpty()) {
                requireFreePorts(List.of(member));
                folder.prepare(); // a folder of an older version lacks the token
                processes.start(member, cluster.with(settings));
            }
            awaitReady(cluster, List.of(member));
            return cluster;
        });
    }

    /** The new node, ready. */
    public Member addNode() {
        LocalCluster grown = changing(() -> {
            LocalCluster next = load().withOneMoreNode();
            Member node = next.members().getLast();
            requireFreePorts(List.of(node));
            certificates.make(next);
            folder.save(next);
            processes.start(node, next.with(settings));
            awaitReady(next, List.of(node));
            return next;
        });
        return grown.members().getLast();
    }

    /**
     * Ends every process and, if asked, removes all that the cluster stored. First those that would repair, then the nodes,
     * which take their leave, and the metadata service last, so that no one takes the end of the others for a loss.
     */
    public void down(boolean wipe) {
        changing(() -> {
            LocalCluster cluster = load();
            for (Role role : List.of(Role.CONTROLLER, Role.NODE, Role.METADATA)) {
                processes.stop(
                        cluster.members().stream()
                                .filter(member -> member.role() == role)
                                .toList(),
                        STOP_LIMIT);
            }
            if (wipe) {
                folder.wipe();
            }
            return cluster;
        });
    }

    public Path log(String name) {
        return folder.log(load().member(name));
    }

    /** The file with the token of the cluster's owner. */
    public Path adminToken() {
        return folder.adminToken();
    }

    /** Where a member keeps what it stores. */
    public Path data(String name) {
        return folder.data(load().member(name));
    }

    public Optional<ProcessHandle> process(String name) {
        return processes.find(load().member(name));
    }

    @FunctionalInterface
    private interface Change {
        LocalCluster make();
    }

    private LocalCluster changing(Change change) {
        try (Closeable _ = folder.lock()) {
            return change.make();
        } catch (IOException e) {
            throw new UncheckedIOException("the lock of %s can't be freed".formatted(folder.path()), e);
        }
    }

    private static void requireFreePorts(List<Member> members) {
        List<String> taken = members.stream()
                .flatMap(member -> Stream.of(member.port(), member.managementPort())
                        .filter(port -> !Ports.isFree(port))
                        .map(port -> "%d (for %s)".formatted(port, member.name())))
                .toList();
        if (!taken.isEmpty()) {
            throw new LocalClusterException(
                    "in use by another program: port %s. End it, or choose other ports with --base-port"
                            .formatted(String.join(", ", taken)));
        }
    }

    private void awaitReady(LocalCluster cluster, List<Member> members) {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        try (Readiness readiness = new Readiness(cluster, folder)) {
            for (Member member : members) {
                while (!readiness.isReady(member)) {
                    if (processes.find(member).isEmpty()) {
                        throw failure(member, "ended");
                    }
                    if (System.nanoTime() > deadline) {
                        throw failure(member, "was not ready within %d s".formatted(START_LIMIT.toSeconds()));
                    }
                    Thread.sleep(POLL_PAUSE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalClusterException(
                    "interrupted while the cluster starts; 'dfs local up' continues with it", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LocalClusterException failure(Member member, String what) {
        return new LocalClusterException("%s %s: 'dfs local logs %s' shows why (%s)"
                .formatted(member.name(), what, member.name(), folder.log(member)));
    }

    private static String names(List<Member> members) {
        return String.join(", ", members.stream().map(Member::name).toList());
    }
}
