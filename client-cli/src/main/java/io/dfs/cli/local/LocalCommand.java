package io.dfs.cli.local;

import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

@Command(
        name = "local",
        description = "Run a whole cluster on this machine, in the background.",
        synopsisSubcommandLabel = "COMMAND")
public final class LocalCommand {

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "The cluster's folder. Default: ${DEFAULT-VALUE}.")
    private Path folder = Path.of(".dfs");

    private final Invocation invocation;

    public LocalCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    private LocalClusterControl cluster() {
        return new LocalClusterControl(
                invocation.environment().workingDirectory().resolve(folder),
                invocation.environment().variables());
    }

    @Command(
            description = "Start the cluster, or what of it does not run; returns when all are ready.",
            footer = {
                "",
                "DFS_… environment variables that name a setting of a service (docs/configuration.md), such as"
                        + " DFS_NODE_CAPACITY or DFS_QUARANTINE, reach every process and are kept for later starts."
            })
    int up(
            @Option(
                            names = "--nodes",
                            paramLabel = "N",
                            defaultValue = "3",
                            description = "Storage nodes. Default: ${DEFAULT-VALUE}.")
                    int nodes,
            @Option(
                            names = "--zones",
                            paramLabel = "N",
                            defaultValue = "1",
                            description = "Zones that the nodes are spread over. Default: ${DEFAULT-VALUE}.")
                    int zones,
            @Option(
                            names = "--base-port",
                            paramLabel = "PORT",
                            defaultValue = "7070",
                            description = "Port of the metadata service; the others lie within the 255 after it: each"
                                    + " service's management port (health, metrics) is 128 above its own."
                                    + " Default: ${DEFAULT-VALUE}.")
                    int basePort,
            @Option(
                            names = "--tls",
                            description =
                                    "Speak TLS on every port, and mutual TLS among the services, with an authority"
                                            + " of the cluster's own in its folder. Of a new cluster only.")
                    boolean tls) {
        Instant begun = Instant.now();
        LocalClusterControl control = cluster();
        LocalCluster cluster = control.up(nodes, zones, basePort, tls, invocation::remark);
        if (invocation.options().json()) {
            invocation.printJson(cluster);
            return 0;
        }
        Table table = new Table().row("NAME", "URL", "ZONE");
        cluster.members()
                .forEach(member ->
                        table.row(member.name(), cluster.url(member), Objects.requireNonNullElse(member.zone(), "")));
        table.print(invocation.out());
        invocation.remark("admin token: %s%s".formatted(control.adminToken(), howToGiveIt(control.adminToken())));
        invocation.remark("ready after %.1f s; API documentation: %s/swagger-ui.html"
                .formatted(Duration.between(begun, Instant.now()).toMillis() / 1000.0, cluster.endpoint()));
        return 0;
    }

    private String howToGiveIt(Path token) {
        Path found = invocation
                .environment()
                .workingDirectory()
                .resolve(".dfs/admin-token")
                .toAbsolutePath()
                .normalize();
        return token.equals(found)
                ? " (dfs finds it in this folder and below)"
                : "; for dfs: export DFS_TOKEN_FILE=" + token;
    }

    @Command(description = "Show the processes of the cluster.")
    int status() {
        LocalClusterControl control = cluster();
        var members = control.status();
        if (invocation.options().json()) {
            invocation.printJson(members);
            return 0;
        }
        LocalCluster cluster = control.load();
        Table table = new Table().row("NAME", "STATE", "PID", "URL", "LOG");
        members.forEach(status -> table.row(
                status.member().name(),
                state(status),
                status.pid() == null ? "-" : status.pid(),
                cluster.url(status.member()),
                status.log()));
        table.print(invocation.out());
        return 0;
    }

    private static String state(LocalClusterControl.MemberStatus status) {
        if (status.pid() == null) {
            return "stopped";
        }
        return status.paused() ? "paused" : status.ready() ? "ready" : "starting";
    }

    @Command(description = "Print the end of a process's log.")
    int logs(
            @Parameters(paramLabel = "NAME", description = "metadata, controller, node-1, …") String name,
            @Option(
                            names = {"-n", "--lines"},
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "Lines. Default: ${DEFAULT-VALUE}.")
                    int lines,
            @Option(
                            names = {"-f", "--follow"},
                            description = "Go on with what is appended.")
                    boolean follow)
            throws IOException, InterruptedException {
        Path log = cluster().log(name);
        invocation.out().println(LogTail.last(log, lines));
        if (follow && Files.exists(log)) {
            invocation.out().flush();
            LogTail.follow(log, invocation.out());
        }
        return 0;
    }

    @Command(description = "Kill a process at once (kill -9), as a power cut would.")
    int kill(@Parameters(paramLabel = "NAME") String name) {
        invocation.remark(cluster().kill(name) ? "killed " + name : name + " was not running");
        return 0;
    }

    @Command(description = "Start a process that was killed or stopped; returns when it is ready.")
    int start(@Parameters(paramLabel = "NAME") String name) {
        cluster().start(name);
        invocation.remark(name + " is ready");
        return 0;
    }

    @Command(description = "Stop a process properly.")
    int stop(@Parameters(paramLabel = "NAME") String name) {
        cluster().stop(name);
        invocation.remark("stopped " + name);
        return 0;
    }

    @Command(description = "Stop a process properly and start it again; returns when it is ready.")
    int restart(@Parameters(paramLabel = "NAME") String name) {
        cluster().restart(name);
        invocation.remark(name + " is ready");
        return 0;
    }

    @Command(description = "Make a process hang (kill -STOP), as a machine that swaps or a network that is cut would.")
    int pause(@Parameters(paramLabel = "NAME") String name) {
        invocation.remark(cluster().pause(name) ? "paused " + name : name + " was not running");
        return 0;
    }

    @Command(description = "Let a paused process go on.")
    int resume(@Parameters(paramLabel = "NAME") String name) {
        invocation.remark(cluster().resume(name) ? "resumed " + name : name + " was not running");
        return 0;
    }

    @Command(name = "add-node", description = "Add one storage node; returns when it is ready.")
    int addNode() {
        LocalClusterControl control = cluster();
        Member node = control.addNode();
        invocation.remark(
                "%s is ready at %s".formatted(node.name(), control.load().url(node)));
        return 0;
    }

    @Command(
            name = "init-env",
            description = "Make the secrets that are empty in the .env file of docker compose. What is there stays.")
    int initEnv(
            @Parameters(
                            paramLabel = "FILE",
                            defaultValue = ".env",
                            description = "Default: ${DEFAULT-VALUE} of this folder.")
                    Path file) {
        Path environmentFile = invocation.environment().workingDirectory().resolve(file);
        EnvironmentFile environment = new EnvironmentFile(environmentFile);
        List<String> secrets = environment.initialize();
        invocation.remark(
                secrets.isEmpty()
                        ? "no secret in %s is empty; nothing is changed".formatted(file)
                        : "made secrets in %s: %s".formatted(file, String.join(", ", secrets)));
        invocation.remark("only you can read the file"
                + (GitIndex.ignoreChanges(environmentFile)
                        ? ", and Git no longer looks at its changes (git update-index --skip-worktree)"
                        : ""));
        if (Files.exists(environment.adminTokenFile())) {
            invocation.remark("the admin's token is in a file beside it, for dfs: export DFS_TOKEN_FILE="
                    + environment.adminTokenFile());
        }
        return 0;
    }

    @Command(description = "Stop the cluster. Its data stays for the next 'up'.")
    int down(@Option(names = "--wipe", description = "Also remove everything it stored.") boolean wipe) {
        cluster().down(wipe);
        invocation.remark(
                wipe
                        ? "stopped, and everything it stored is removed"
                        : "stopped; its data stays for the next 'dfs local up'");
        return 0;
    }
}
