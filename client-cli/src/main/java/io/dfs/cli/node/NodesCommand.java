package io.dfs.cli.node;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.Table;
import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeList;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.size.ByteSize;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "nodes", description = "List the storage nodes: health, room, last heartbeat.")
public final class NodesCommand implements Callable<Integer> {

    /** A larger difference of clocks is worth a word: tickets and receipts tolerate a minute. */
    private static final long NOTABLE_SKEW_MILLIS = 5_000;

    private final Invocation invocation;

    public NodesCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (ClusterSession session = invocation.connect()) {
            NodeList nodes = session.metadata().nodes();
            if (invocation.options().json()) {
                invocation.printJson(nodes);
            } else {
                print(nodes);
            }
            return 0;
        }
    }

    private void print(NodeList nodes) {
        Table table = new Table().row("NAME", "ZONE", "HEALTH", "LAST HEARTBEAT", "REPLICAS", "USED", "FREE", "URL");
        nodes.nodes()
                .forEach(node -> table.row(
                        node.name(),
                        node.zone(),
                        health(node),
                        "%.1f s ago".formatted(node.lastHeartbeatAgeMillis() / 1000.0),
                        node.replicaCount(),
                        ByteSize.format(node.space().usedBytes()),
                        ByteSize.format(node.space().freeBytes()),
                        node.advertisedUrl()));
        table.print(invocation.out());
        nodes.nodes().forEach(this::printRemarks);
    }

    private static String health(NodeStatus node) {
        return node.adminState() == AdminState.IN_SERVICE
                ? node.health().name()
                : node.health() + " " + node.adminState();
    }

    private void printRemarks(NodeStatus node) {
        if (!node.failedDirectories().isEmpty()) {
            invocation
                    .out()
                    .println("%s no longer writes to %s"
                            .formatted(node.name(), String.join(", ", node.failedDirectories())));
        }
        if (Math.abs(node.clockSkewMillis()) > NOTABLE_SKEW_MILLIS) {
            invocation
                    .out()
                    .println("%s's clock is %.1f s off".formatted(node.name(), node.clockSkewMillis() / 1000.0));
        }
    }
}
