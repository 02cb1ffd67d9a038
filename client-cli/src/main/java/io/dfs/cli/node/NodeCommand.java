package io.dfs.cli.node;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.Spans;
import io.dfs.cli.session.Table;
import io.dfs.cli.session.UsageException;
import io.dfs.common.api.AdminState;
import io.dfs.common.api.AdminStateRequest;
import io.dfs.common.api.DrainProgress;
import io.dfs.common.api.NodeList;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.OperationsApi;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.size.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "node",
        description = "Decide about a storage node: empty it, take it away for a while, forget it.",
        synopsisSubcommandLabel = "COMMAND")
public final class NodeCommand {

    private static final Duration POLL_PAUSE = Duration.ofSeconds(1);

    private final Invocation invocation;

    public NodeCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Command(description = "Move everything off a node. It is DRAINED, and may go, when no chunk depends on it.")
    int drain(
            @Parameters(paramLabel = "NAME", description = "The node's name.") String name,
            @Option(names = "--force", description = "Also if chunks would then have too few replicas.") boolean force,
            @Option(names = "--wait", description = "Return when the node is DRAINED; show how far it is.")
                    boolean wait)
            throws InterruptedException {
        try (ClusterSession session = invocation.connect()) {
            NodeStatus node =
                    session.operations().setAdminState(name, new AdminStateRequest(AdminState.DRAINING, null, force));
            if (wait) {
                DrainProgress end = awaitDrained(session.patientOperations(), name);
                print(end, "%s is %s: it may be removed".formatted(invocation.show(end.node()), end.adminState()));
                return 0;
            }
            if (invocation.options().json()) {
                invocation.printJson(node);
            } else {
                sayProgress(session.operations().drainProgress(name));
                invocation.remark("'dfs node drain --wait %s' shows how it goes; 'dfs node resume %s' ends it"
                        .formatted(invocation.show(name), invocation.show(name)));
            }
            return 0;
        }
    }

    /** Stands still only while the node drains: a drain that someone ended is an error. */
    private DrainProgress awaitDrained(OperationsApi operations, String name) throws InterruptedException {
        invocation.onInterrupt("the drain continues; 'dfs node resume %s' ends it".formatted(name));
        String said = "";
        while (true) {
            DrainProgress progress = operations.drainProgress(name);
            switch (progress.adminState()) {
                case DRAINED -> {
                    return progress;
                }
                case DRAINING -> {
                    String line = sentence(progress);
                    if (!line.equals(said)) {
                        invocation.remark(line);
                        said = line;
                    }
                    Thread.sleep(POLL_PAUSE);
                }
                case IN_SERVICE, MAINTENANCE ->
                    throw new DfsException(
                            ErrorCode.NODE_NEEDED,
                            "someone ended the drain of %s: it is %s".formatted(name, progress.adminState()));
            }
        }
    }

    private void sayProgress(DrainProgress progress) {
        invocation.out().println(sentence(progress));
    }

    private String sentence(DrainProgress progress) {
        String left = "%s is %s: %,d chunks (%s) left%s"
                .formatted(
                        invocation.show(progress.node()),
                        progress.adminState(),
                        progress.chunksLeft(),
                        ByteSize.format(progress.bytesLeft()),
                        progress.etaSeconds() == null
                                ? ""
                                : ", about " + Spans.format(Duration.ofSeconds(progress.etaSeconds())));
        return progress.blockers().isEmpty()
                ? left
                : left + "; held up: " + invocation.show(String.join("; ", progress.blockers()));
    }

    @Command(description = "Say that a node will be away for a while: its replicas are not re-created meanwhile.")
    int maintenance(
            @Parameters(paramLabel = "NAME", description = "The node's name.") String name,
            @Option(
                            names = "--for",
                            paramLabel = "TIME",
                            description = "How long, such as 30m or 2h. Default: until 'dfs node resume'.")
                    @Nullable
                    String time,
            @Option(names = "--force", description = "Also if chunks can't be read while it is away.") boolean force) {
        Long seconds = time == null ? null : parse(time).toSeconds();
        return setState(name, new AdminStateRequest(AdminState.MAINTENANCE, seconds, force), "is in maintenance");
    }

    private static Duration parse(String time) {
        try {
            return Spans.parse(time);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--for: " + e.getMessage());
        }
    }

    @Command(description = "Put a node in service again: ends a maintenance or a drain.")
    int resume(@Parameters(paramLabel = "NAME", description = "The node's name.") String name) {
        return setState(name, new AdminStateRequest(AdminState.IN_SERVICE, null, false), "is in service");
    }

    private int setState(String name, AdminStateRequest request, String meaning) {
        try (ClusterSession session = invocation.connect()) {
            NodeStatus node = session.operations().setAdminState(name, request);
            print(
                    node,
                    "%s %s%s"
                            .formatted(
                                    invocation.show(node.name()),
                                    meaning,
                                    node.maintenanceUntil() == null ? "" : " until " + node.maintenanceUntil()));
            return 0;
        }
    }

    @Command(
            description =
                    "Forget a node that is DRAINED, or dead and not needed by any chunk. Its disks stay as they are.")
    int remove(@Parameters(paramLabel = "NAME", description = "The node's name.") String name) {
        try (ClusterSession session = invocation.connect()) {
            session.operations().removeNode(name);
            invocation.remark("%s is forgotten; what lies on its disks stays there".formatted(invocation.show(name)));
            return 0;
        }
    }

    @Command(
            name = "accept-orphans",
            description =
                    "Say that a node's unknown chunks may be removed, however many they are, also if the database may have"
                            + " forgotten them. They go when they are old.")
    int acceptOrphans(
            @Parameters(arity = "0..1", paramLabel = "NAME", description = "The node's name.") @Nullable String name,
            @Option(names = "--all", description = "Of every node that has reported its chunks.") boolean all) {
        if (all == (name != null)) {
            throw new UsageException("name a node, or give --all for every node");
        }
        try (ClusterSession session = invocation.connect()) {
            if (name == null) {
                acceptAll(session.operations().acceptAllOrphans());
                return 0;
            }
            NodeStatus node = session.operations().acceptOrphans(name);
            print(
                    node,
                    "%,d unknown chunks of %s may go to quarantine when they are old"
                            .formatted(node.unknownChunks(), invocation.show(node.name())));
            return 0;
        }
    }

    private void acceptAll(NodeList nodes) {
        print(
                nodes,
                "%,d unknown chunks of %d nodes may go to quarantine when they are old"
                        .formatted(
                                nodes.nodes().stream()
                                        .mapToLong(NodeStatus::unknownChunks)
                                        .sum(),
                                nodes.nodes().size()));
    }

    @Command(description = "Show all that is known of a node.")
    int show(@Parameters(paramLabel = "NAME", description = "The node's name.") String name) {
        try (ClusterSession session = invocation.connect()) {
            NodeStatus node = find(session.metadata().nodes().nodes(), name);
            if (invocation.options().json()) {
                invocation.printJson(node);
                return 0;
            }
            facts(node).print(invocation.out());
            NodeTable.remarks(node).forEach(remark -> invocation.out().println(invocation.show(remark)));
            if (node.adminState() == AdminState.DRAINING || node.adminState() == AdminState.DRAINED) {
                sayProgress(session.operations().drainProgress(name));
            }
            return 0;
        }
    }

    private static NodeStatus find(List<NodeStatus> nodes, String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new DfsException(
                        ErrorCode.NODE_UNKNOWN,
                        "there is no node %s; there are: %s"
                                .formatted(
                                        name,
                                        String.join(
                                                ", ",
                                                nodes.stream()
                                                        .map(NodeStatus::name)
                                                        .toList()))));
    }

    private Table facts(NodeStatus node) {
        return new Table()
                .row("name", invocation.show(node.name()))
                .row("id", node.id())
                .row("zone", invocation.show(node.zone()))
                .row("url", invocation.show(node.advertisedUrl()))
                .row("health", node.health())
                .row("state", node.adminState())
                .row("heartbeat", "%s (%s)".formatted(NodeTable.heartbeat(node), node.lastHeartbeatAt()))
                .row("used", "%s of %s".formatted(ByteSize.format(node.space().usedBytes()), NodeTable.capacity(node)))
                .row("free", ByteSize.format(node.space().freeBytes()))
                .row("quarantine", ByteSize.format(node.quarantinedBytes()))
                .row("replicas", "%,d".formatted(node.replicaCount()))
                .row("transfers", node.activeTransfers())
                .row("report", Objects.toString(node.lastChunkReportAt(), "never"))
                .row("version", invocation.show(node.version()));
    }

    private void print(Object json, String sentence) {
        if (invocation.options().json()) {
            invocation.printJson(json);
        } else {
            invocation.remark(sentence);
        }
    }
}
