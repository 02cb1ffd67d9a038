package io.dfs.cli.node;

import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.Spans;
import io.dfs.cli.session.Table;
import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.SlowNode;
import io.dfs.common.size.ByteSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The storage nodes for people: a line for each, and a sentence for what is out of the ordinary. */
public final class NodeTable {

    /** A larger difference of clocks is worth a word: tickets and receipts tolerate a minute. */
    private static final long NOTABLE_SKEW_MILLIS = 5_000;

    private NodeTable() {}

    public static void print(List<NodeStatus> nodes, Invocation invocation) {
        Table table = new Table()
                .row(
                        "NAME",
                        "ZONE",
                        "HEALTH",
                        "STATE",
                        "HEARTBEAT",
                        "REPLICAS",
                        "USED",
                        "CAPACITY",
                        "QUARANTINE",
                        "URL");
        nodes.forEach(node -> table.row(
                invocation.show(node.name()),
                invocation.show(node.zone()),
                node.health(),
                node.adminState(),
                heartbeat(node),
                node.replicaCount(),
                ByteSize.format(node.space().usedBytes()),
                capacity(node),
                ByteSize.format(node.quarantinedBytes()),
                invocation.show(node.advertisedUrl())));
        table.print(invocation.out());
        nodes.stream()
                .flatMap(node -> remarks(node).stream())
                .forEach(remark -> invocation.out().println(invocation.show(remark)));
    }

    static String heartbeat(NodeStatus node) {
        return Spans.format(Duration.ofMillis(node.lastHeartbeatAgeMillis())) + " ago";
    }

    /** With the share that is used, to see at a glance which node is fuller. */
    static String capacity(NodeStatus node) {
        long capacityBytes = node.space().capacityBytes();
        return capacityBytes == 0
                ? ByteSize.format(0)
                : "%s (%.0f %%)"
                        .formatted(
                                ByteSize.format(capacityBytes),
                                100.0 * node.space().usedBytes() / capacityBytes);
    }

    private static String figures(SlowNode slow) {
        return slow.measured() != null
                ? slow.measured()
                : "%s got at most %s/s, and at least %s/s of others"
                        .formatted(
                                slow.reporters() == 1 ? "1 client" : slow.reporters() + " clients",
                                ByteSize.format(slow.bytesPerSecond()),
                                ByteSize.format(slow.othersBytesPerSecond()));
    }

    static List<String> remarks(NodeStatus node) {
        List<String> remarks = new ArrayList<>();
        if (node.awayUntil() != null && node.health() != NodeHealth.HEALTHY) {
            remarks.add(
                    "%s was stopped properly and is expected back until %s".formatted(node.name(), node.awayUntil()));
        }
        if (node.adminState() == AdminState.MAINTENANCE) {
            remarks.add("%s is in maintenance %s"
                    .formatted(
                            node.name(),
                            node.maintenanceUntil() == null
                                    ? "until 'dfs node resume'"
                                    : "until " + node.maintenanceUntil()));
        }
        if (node.slow() != null) {
            remarks.add("%s is slow since %s: %s; chunks go elsewhere if possible"
                    .formatted(node.name(), node.slow().since(), figures(node.slow())));
        }
        if (node.reportedSlow() != null) {
            remarks.add("%s was reported slow since %s: %s; that has no effect unless another client reports it too"
                    .formatted(node.name(), node.reportedSlow().since(), figures(node.reportedSlow())));
        }
        if (node.unknownChunks() > 0) {
            remarks.add("%s holds %,d chunks that no metadata knows".formatted(node.name(), node.unknownChunks()));
        }
        if (!node.failedDirectories().isEmpty()) {
            remarks.add(
                    "%s no longer writes to %s".formatted(node.name(), String.join(", ", node.failedDirectories())));
        }
        if (node.writeRefusal() != null) {
            remarks.add("%s takes no new chunks: %s".formatted(node.name(), node.writeRefusal()));
        }
        if (Math.abs(node.clockSkewMillis()) > NOTABLE_SKEW_MILLIS) {
            remarks.add("%s's clock is %.1f s off".formatted(node.name(), node.clockSkewMillis() / 1000.0));
        }
        return remarks;
    }
}
