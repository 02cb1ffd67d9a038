package io.dfs.common.mysql;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Three MySQL servers that form a group by {@code deploy/mysql}, in containers. What happens to the server happens to the member
 * that is the primary at that time. Needs a Docker engine on this machine.
 */
public final class MySqlGroup implements StoppableServer {

    private static final List<String> MEMBERS = List.of("mysql", "mysql-2", "mysql-3");
    private static final String PASSWORD = "test-of-a-group";

    private final String name = "dfs-test-" + UUID.randomUUID().toString().substring(0, 8);
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final Thread closer = new Thread(this::remove);
    private String disturbed = "";

    /** Returns when the group is whole. */
    public MySqlGroup() {
        Runtime.getRuntime().addShutdownHook(closer);
        docker("network", "create", name);
        MEMBERS.forEach(this::launch);
        await("a group of three")
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofSeconds(1))
                .until(this::isWhole);
    }

    private void launch(String member) {
        Path deploy = project().resolve("deploy/mysql");
        int port = StoppableServer.freePort();
        ports.put(member, port);
        List<String> command = new ArrayList<>(List.of("create", "--name", container(member), "--hostname", member));
        command.addAll(List.of(
                "--network", name, "--network-alias", member, "--publish", "127.0.0.1:%d:3306".formatted(port)));
        command.addAll(List.of("--user", "999:999", "--entrypoint", "/opt/dfs/member", "--memory", "1g"));
        Map<String, String> environment = Map.of(
                "MYSQL_DATABASE",
                "dfs",
                "MYSQL_USER",
                user(),
                "MYSQL_PASSWORD",
                PASSWORD,
                "MYSQL_ROOT_PASSWORD",
                PASSWORD,
                "DFS_HA",
                "on",
                "DFS_MYSQL_MEMBER",
                member);
        environment.forEach((variable, value) -> command.addAll(List.of("--env", variable + "=" + value)));
        Map.of(
                        "member", "/opt/dfs/member",
                        "new-member.sh", "/docker-entrypoint-initdb.d/new-member.sh",
                        "dfs.cnf", "/etc/mysql/conf.d/dfs.cnf",
                        "group.cnf", "/opt/dfs/group.cnf")
                .forEach((file, at) ->
                        command.addAll(List.of("--volume", "%s:%s:ro".formatted(deploy.resolve(file), at))));
        command.add(ServerChoice.DEFAULT_IMAGE);
        docker(command.toArray(String[]::new));
        // Clients reach it over this network, also while it is cut off from the other members.
        docker("network", "connect", "bridge", container(member));
        docker("start", container(member));
    }

    private static Path project() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
                .filter(folder -> Files.exists(folder.resolve("deploy/mysql/member")))
                .findFirst()
                .orElseThrow();
    }

    private String container(String member) {
        return name + "-" + member;
    }

    @Override
    public String url() {
        return ports.values().stream()
                .map(port -> "127.0.0.1:" + port)
                .collect(Collectors.joining(",", "jdbc:mysql://", "/"));
    }

    @Override
    public String user() {
        return "dfs";
    }

    @Override
    public String password() {
        return PASSWORD;
    }

    @Override
    public String product() {
        return "a group of three of " + ServerChoice.DEFAULT_IMAGE;
    }

    /** Whether all members see the same three in service: only then does the group survive the loss of one. */
    public boolean isWhole() {
        try {
            List<String> views = MEMBERS.stream()
                    .map(member -> member(member, "view"))
                    .distinct()
                    .toList();
            return views.size() == 1
                    && views.getFirst()
                                    .lines()
                                    .filter(line -> line.contains("ONLINE"))
                                    .count()
                            == MEMBERS.size()
                    && MEMBERS.stream().allMatch(member -> member(member, "healthy") != null);
        } catch (NoServerException _) {
            return false;
        }
    }

    /** The member that takes writes, as the group sees it. */
    public String primary() {
        return MEMBERS.stream()
                .filter(member -> !member.equals(disturbed))
                .map(member -> member(member, "primary").strip())
                .filter(primary -> !primary.isEmpty())
                .findFirst()
                .orElseThrow(() -> new NoServerException("no member knows a primary"));
    }

    private String member(String member, String question) {
        return docker("exec", container(member), "/opt/dfs/member", question);
    }

    /** Notes the primary for what puts it right. */
    private String disturbed() {
        disturbed = primary();
        return container(disturbed);
    }

    @Override
    public void pause() {
        signalAll(disturbed(), "STOP");
    }

    @Override
    public void resume() {
        signalAll(container(disturbed), "CONT");
    }

    /** By signal: the engine's own pause freezes a control group, and gives up where a disk is busy. */
    private static void signalAll(String container, String signal) {
        docker("exec", container, "bash", "-c", "kill -%s -1".formatted(signal));
    }

    @Override
    public void kill() {
        docker("kill", disturbed());
    }

    @Override
    public void startAgain() {
        docker("start", container(disturbed));
    }

    /** From the other members; clients still reach it. */
    public void cutOff() {
        docker("network", "disconnect", name, disturbed());
    }

    public void reconnect() {
        docker("network", "connect", "--alias", disturbed, name, container(disturbed));
    }

    @Override
    public void close() {
        remove();
        Runtime.getRuntime().removeShutdownHook(closer);
    }

    private void remove() {
        MEMBERS.forEach(member -> quietly("rm", "--force", "--volumes", container(member)));
        quietly("network", "rm", name);
    }

    private static void quietly(String... arguments) {
        try {
            docker(arguments);
        } catch (NoServerException _) {
            // It is not there.
        }
    }

    /** Returns what it prints. */
    private static String docker(String... arguments) {
        List<String> command = new ArrayList<>(List.of("timeout", "60", "docker"));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new NoServerException("docker %s: %s".formatted(String.join(" ", arguments), said.strip()));
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
