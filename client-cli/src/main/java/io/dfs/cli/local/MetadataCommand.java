package io.dfs.cli.local;

import io.dfs.cli.session.Environment;
import io.dfs.cli.session.Invocation;
import io.dfs.common.error.ExitCode;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Work on the database itself, which the metadata service's program does: the client has no database drivers. */
@Command(
        name = "metadata",
        description = "The database of a cluster, while its metadata services are stopped.",
        synopsisSubcommandLabel = "COMMAND")
public final class MetadataCommand {

    private static final String DATABASE_URL = "DFS_DATABASE_URL";

    private final Invocation invocation;
    private final Supplier<Programs> programs;

    public MetadataCommand(Invocation invocation) {
        this(invocation, Programs::ofProcess);
    }

    MetadataCommand(Invocation invocation, Supplier<Programs> programs) {
        this.invocation = invocation;
        this.programs = programs;
    }

    @Command(
            description = "Move all metadata to another database, from H2 to MySQL or from MySQL to H2.",
            footer = {
                "",
                "Stop all metadata services first (a local cluster: dfs local down). The old database is only read. What was"
                        + " interrupted is run again by the same command.",
                "User and password of the new database are DFS_MOVE_TO_USER (dfs, if not set) and DFS_MOVE_TO_PASSWORD in the"
                        + " environment; of the old one DFS_DATABASE_USER and DFS_DATABASE_PASSWORD, as for the service."
            })
    int move(
            @Option(
                            names = "--to",
                            paramLabel = "URL",
                            required = true,
                            description = "An empty database, such as jdbc:mysql://HOST:3306/dfs.")
                    String to,
            @Option(
                            names = "--from",
                            paramLabel = "URL",
                            description =
                                    "Default: that of the local cluster in this folder, which then uses the new one; if"
                                            + " there is none, DFS_DATABASE_URL or the file ./data/metadata.")
                    @Nullable
                    String from,
            @Option(
                            names = "--dir",
                            paramLabel = "DIR",
                            defaultValue = ".dfs",
                            description = "The local cluster's folder. Default: ${DEFAULT-VALUE}.")
                    Path dir)
            throws IOException {
        Environment environment = invocation.environment();
        ClusterFolder folder = new ClusterFolder(environment.workingDirectory().resolve(dir));
        Optional<LocalCluster> local = from == null ? folder.load() : Optional.empty();
        return local.isPresent()
                ? moveLocal(local.get(), folder, to)
                : run(arguments(to, from), environment.variables(), environment.workingDirectory());
    }

    /** With the settings that its metadata service has; later starts of that have the new database. */
    private int moveLocal(LocalCluster cluster, ClusterFolder folder, String to) throws IOException {
        Environment environment = invocation.environment();
        if (to.equals(cluster.settings().get(DATABASE_URL))) {
            invocation.remark("the local cluster uses this database already; nothing was changed");
            return ExitCode.OK.number();
        }
        try (Closeable _ = folder.lock()) {
            Member metadata = cluster.member("metadata");
            Map<String, String> variables = new HashMap<>(environment.variables());
            variables.putAll(
                    LaunchPlan.of(metadata, cluster, folder, programs.get()).environment());
            int exitCode = run(arguments(to, null), variables, folder.path());
            if (exitCode == ExitCode.OK.number()) {
                folder.save(cluster.with(Map.of(
                        DATABASE_URL,
                        to,
                        "DFS_DATABASE_USER",
                        Objects.requireNonNullElse(environment.variable("DFS_MOVE_TO_USER"), "dfs"),
                        "DFS_DATABASE_PASSWORD",
                        Objects.requireNonNullElse(environment.variable("DFS_MOVE_TO_PASSWORD"), ""))));
                invocation.remark("'dfs local up' uses the new database from now on; its address and password are in "
                        + folder.path().resolve("cluster.json"));
            }
            return exitCode;
        }
    }

    private static List<String> arguments(String to, @Nullable String from) {
        List<String> arguments = new ArrayList<>(List.of("move", "--to=" + to));
        if (from != null) {
            arguments.add("--from=" + from);
        }
        return arguments;
    }

    /** Its output is this command's. */
    private int run(List<String> arguments, Map<String, String> variables, Path folder) {
        Programs found = programs.get();
        List<String> command = new ArrayList<>(
                List.of(found.java().toString(), LaunchPlan.HEAP, "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(found.arguments(Role.METADATA));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).inheritIO();
        builder.environment().clear();
        builder.environment().putAll(variables);
        try {
            return builder.start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("the metadata service's program can't be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalClusterException("interrupted; run the same command again", e);
        }
    }
}
