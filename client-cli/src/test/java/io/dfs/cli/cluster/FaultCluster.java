package io.dfs.cli.cluster;

import io.dfs.cli.local.Ports;
import io.dfs.cli.local.Role;
import io.dfs.common.api.DiskRequest;
import io.dfs.common.id.ChunkId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A cluster of real processes with a verb for each thing that happens to clusters. Members are called {@code metadata},
 * {@code metadata-2}, {@code controller}, {@code controller-2} and {@code node-1} onwards.
 *
 * <p>Each node has two disks. Times are short (a node is dead after 10 s), or as {@link ClusterPlan} says.
 */
final class FaultCluster extends ClusterProbe {

    private static final int MOST_NODES = 16;
    private static final int DISKS = 2;

    /** Two metadata services, two controllers, nodes, and two links per node. */
    private static final int PORTS = 4 + 3 * MOST_NODES;

    private final ClusterPlan plan;
    private final int basePort;
    private final Map<String, ServerProcess> members = new LinkedHashMap<>();
    private final Map<String, List<Link>> links = new HashMap<>();
    private final Map<String, FakeClock> clocks = new HashMap<>();
    private final Map<NodeDisk, SmallFileSystem> fileSystems = new HashMap<>();
    private final ClusterCertificates certificates;
    private final Thread killer = new Thread(this::killAll);

    FaultCluster(Path home, ClusterPlan plan) {
        super(home);
        this.plan = plan;
        this.certificates = new ClusterCertificates(home);
        // Below the ports that the system gives to clients, or one of them may have that of a process that is to start
        // again.
        this.basePort =
                Ports.freeBasePort(15_000 + (int) (ProcessHandle.current().pid() % 200) * 80, 32_500, PORTS);
        // A test that is broken off must not leave a cluster behind.
        Runtime.getRuntime().addShutdownHook(killer);
        try {
            Files.writeString(secretFile(), "cluster-suite-cluster-suite-cluster-suite");
            Path token = Files.writeString(home.resolve("admin-token"), "dfs_" + "clustersuite".repeat(3) + "cluster");
            Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        addMetadata("metadata", basePort);
        if (plan.metadataServices() == 2) {
            addMetadata("metadata-2", basePort + 3);
        }
        addController("controller", 1);
        IntStream.rangeClosed(1, plan.nodes()).forEach(this::addNode);
        members.values().forEach(ServerProcess::launch);
        members.values().forEach(ServerProcess::awaitReady);
    }

    @Override
    String endpoint() {
        String first = url(basePort);
        return plan.metadataServices() == 2 ? first + "," + url(basePort + 3) : first;
    }

    private static String url(int port) {
        return SecureMode.scheme() + "://localhost:" + port;
    }

    @Override
    Path authority() {
        return certificates.trusted();
    }

    ClusterCertificates certificates() {
        return certificates;
    }

    /** One secret a line; every service reads it. */
    Path secretFile() {
        return home().resolve("secret");
    }

    @Override
    Path adminTokenFile() {
        return home().resolve("admin-token");
    }

    @Override
    Path data(String name) {
        return home().resolve("data").resolve(name);
    }

    ServerProcess member(String name) {
        ServerProcess member = members.get(name);
        if (member == null) {
            throw new AssertionError("there is no " + name + " in " + members.keySet());
        }
        return member;
    }

    Collection<ServerProcess> members() {
        return members.values();
    }

    List<String> nodeNames() {
        return members.keySet().stream()
                .filter(name -> name.startsWith("node-"))
                .toList();
    }

    /** What the member has said since the cluster was made. */
    List<String> log(String name) {
        try {
            return Files.readAllLines(member(name).log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Processes

    /** {@code kill -9}. */
    void kill(String name) {
        member(name).kill();
    }

    void pause(String name) {
        member(name).pause();
    }

    void resume(String name) {
        member(name).resume();
    }

    /** As an init system stops it: it says good-bye and ends. */
    void terminate(String name) {
        member(name).terminate();
    }

    /** Returns when it is ready. */
    void start(String name) {
        member(name).launch();
        member(name).awaitReady();
    }

    void restart(String name) {
        terminate(name);
        start(name);
    }

    void terminateAll() {
        members.values().forEach(ServerProcess::askToEnd);
        members.values().forEach(ServerProcess::terminate);
    }

    /** Starts them one after the other without waiting, and returns when all are ready. */
    void startAll(List<String> order) {
        order.forEach(name -> member(name).launch());
        order.forEach(name -> member(name).awaitReady());
    }

    /** A new and empty node, ready. */
    String startNewNode() {
        String name = addNode(nodeNames().size() + 1);
        start(name);
        return name;
    }

    /** A second controller beside the first, ready. */
    String startSecondController() {
        addController("controller-2", 2);
        start("controller-2");
        return "controller-2";
    }

    // Disks

    /** Flips a bit of the chunk's file, somewhere in the chunk's bytes. */
    void flipBit(String node, ChunkId chunk, long offset) {
        damage(node, chunk, file -> {
            file.seek(offset);
            int value = file.read();
            file.seek(offset);
            file.write(value ^ 1);
        });
    }

    /** Cuts so many bytes off the end of the chunk's file. */
    void truncate(String node, ChunkId chunk, long bytes) {
        damage(node, chunk, file -> file.setLength(file.length() - bytes));
    }

    void deleteChunkFile(String node, ChunkId chunk) {
        try {
            Files.delete(requireChunkFile(node, chunk));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<NodeDisk> disks(String node) {
        return IntStream.rangeClosed(1, DISKS)
                .mapToObj(number -> new NodeDisk(data(node).resolve("disk-" + number)))
                .toList();
    }

    /** Empties the second disk of a node that does not run: a new disk in the old place, that no one has accepted yet. */
    void loseDisk(String node) {
        requireEnded(node);
        disks(node).getLast().lose();
    }

    /** Takes the second disk of a node that does not run away; an empty directory is left, as where nothing is mounted. */
    void unmountDisk(String node) {
        requireEnded(node);
        disks(node).getLast().unmount();
    }

    void mountDisk(String node) {
        requireEnded(node);
        disks(node).getLast().mount();
    }

    /** A person says that what is in the place of the second disk is a new one. */
    void acceptDisk(String node) {
        acceptDisk(node, disks(node).getLast());
    }

    void acceptDisk(String node, NodeDisk disk) {
        operationsNow().replaceDisk(node, new DiskRequest(disk.folder().toString(), false));
    }

    /** A person says that the disk will not come back. */
    void retireDisk(String node, NodeDisk disk) {
        operationsNow().retireDisk(node, new DiskRequest(disk.folder().toString(), false));
    }

    Path secondDisk(String node) {
        return disks(node).getLast().folder();
    }

    /** Of a plan with small disks. */
    SmallFileSystem fileSystem(NodeDisk disk) {
        return Objects.requireNonNull(fileSystems.get(disk), disk::toString);
    }

    private void requireEnded(String node) {
        if (member(node).isRunning()) {
            throw new AssertionError(node + " runs");
        }
    }

    /** Deletes all that a node that does not run has stored. */
    void loseNode(String node) {
        requireEnded(node);
        disks(node).forEach(NodeDisk::lose);
    }

    // Network: of nodes that the plan calls linked

    /** No one reaches the node and it reaches no one who could tell it anything; its process continues. */
    void cutOff(String node) {
        links.get(node).forEach(Link::cut);
    }

    void reconnect(String node) {
        links.get(node).forEach(Link::mend);
    }

    /** All that comes to the node, and all between it and the metadata service, waits so long per block. */
    void slowDown(String node, Duration perBlock) {
        links.get(node).forEach(link -> link.slowDown(perBlock));
    }

    // Clocks: of a plan with fake ones

    FakeClock clock(String name) {
        return Objects.requireNonNull(clocks.get(name), name);
    }

    // Database

    /** A copy of the database, made while the metadata service is down. */
    Path copyDatabase() {
        return copyDatabaseFile(data("metadata").resolve("metadata.mv.db"), home().resolve("metadata-copy.mv.db"));
    }

    /** Puts a copy back in place while the metadata service is down. */
    void restoreDatabase(Path copy) {
        copyDatabaseFile(copy, data("metadata").resolve("metadata.mv.db"));
    }

    private Path copyDatabaseFile(Path from, Path to) {
        if (member("metadata").isRunning()) {
            throw new AssertionError("the metadata service runs");
        }
        try {
            return Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Making members

    private void addMetadata(String name, int port) {
        Map<String, String> environment = new HashMap<>();
        environment.put(
                "DFS_DATABASE_URL",
                "jdbc:h2:file:%s;MODE=MySQL;TIME ZONE=UTC;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0"
                        .formatted(data(name).resolve("metadata")));
        environment.put("DFS_ADMIN_TOKEN_FILE", adminTokenFile().toString());
        environment.put("DFS_HEARTBEAT_INTERVAL", "1s");
        environment.put("DFS_STALE_AFTER", "4s");
        environment.put("DFS_DEAD_AFTER", "10s");
        environment.put("DFS_EPOCH_INTERVAL", "1s");
        add(name, Role.METADATA, port, environment);
    }

    private void addController(String name, int offset) {
        Map<String, String> environment = new HashMap<>();
        environment.put("DFS_METADATA_URL", endpoint());
        environment.put("DFS_CONTROLLER_NAME", name);
        environment.put("DFS_REPAIR_INTERVAL", "1s");
        environment.put("DFS_RECLAIM_INTERVAL", "1s");
        environment.put("DFS_BALANCE_INTERVAL", "5s");
        add(name, Role.CONTROLLER, basePort + offset, environment);
    }

    private String addNode(int number) {
        String name = "node-" + number;
        int port = basePort + 3 + number;
        Map<String, String> environment = new HashMap<>();
        environment.put("DFS_NODE_NAME", name);
        environment.put("DFS_NODE_ZONE", "zone-" + ((number - 1) % plan.zones() + 1));
        environment.put(
                "DFS_NODE_DATA_DIRS",
                disks(name).stream().map(disk -> disk.folder().toString()).collect(Collectors.joining(",")));
        if (plan.diskMebibytes() > 0) {
            disks(name)
                    .forEach(disk ->
                            fileSystems.put(disk, new SmallFileSystem(disk.mountPoint(), plan.diskMebibytes())));
        }
        environment.put("DFS_METADATA_URL", endpoint());
        if (plan.linked().contains(name)) {
            Link inwards = new Link(port + MOST_NODES, port);
            Link outwards = new Link(port + 2 * MOST_NODES, basePort);
            links.put(name, List.of(inwards, outwards));
            environment.put("DFS_NODE_ADVERTISED_URL", inwards.url());
            environment.put("DFS_METADATA_URL", outwards.url());
        }
        add(name, Role.NODE, port, environment);
        return name;
    }

    private void add(String name, Role role, int port, Map<String, String> environment) {
        Map<String, String> whole = new HashMap<>(environment);
        whole.put("DFS_CLUSTER_SECRET_FILE", secretFile().toString());
        whole.putAll(SecureMode.settings());
        if (SecureMode.isOn()) {
            whole.putAll(certificates.add(name));
        }
        if (plan.fakeClocks()) {
            FakeClock clock = new FakeClock(home().resolve(name + ".clock"));
            clocks.put(name, clock);
            whole.putAll(clock.settings());
        }
        whole.putAll(plan.settingsOf(name));
        members.put(name, new ServerProcess(name, role, port, whole, home().resolve(name + ".log")));
    }

    @FunctionalInterface
    private interface Damage {
        void to(RandomAccessFile file) throws IOException;
    }

    private void damage(String node, ChunkId chunk, Damage damage) {
        try (RandomAccessFile file =
                new RandomAccessFile(requireChunkFile(node, chunk).toFile(), "rw")) {
            damage.to(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path requireChunkFile(String node, ChunkId chunk) {
        return chunkFile(node, chunk).orElseThrow(() -> new AssertionError(node + " has no file of " + chunk));
    }

    private void killAll() {
        new ArrayList<>(members.values())
                .stream().filter(ServerProcess::isRunning).forEach(ServerProcess::kill);
        fileSystems.values().forEach(SmallFileSystem::close);
        fileSystems.clear();
    }

    @Override
    public void close() throws IOException {
        super.close();
        killAll();
        Runtime.getRuntime().removeShutdownHook(killer);
        for (List<Link> cables : links.values()) {
            for (Link cable : cables) {
                cable.close();
            }
        }
    }
}
