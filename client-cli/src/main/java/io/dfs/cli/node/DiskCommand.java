package io.dfs.cli.node;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.Table;
import io.dfs.common.api.DiskList;
import io.dfs.common.api.DiskRequest;
import io.dfs.common.api.DiskState;
import io.dfs.common.api.DiskStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "disk",
        description = "The disks of the storage nodes: which there are, and which will not come back.",
        synopsisSubcommandLabel = "COMMAND")
public final class DiskCommand {

    private final Invocation invocation;

    public DiskCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Command(description = "List the disks that the nodes have, or had.")
    int ls(
            @Parameters(paramLabel = "NODE", arity = "0..1", description = "Of this node. Default: of all.") @Nullable
                    String node) {
        try (ClusterSession session = invocation.connect()) {
            DiskList list = session.operations().disks(node);
            if (invocation.options().json()) {
                invocation.printJson(list);
            } else {
                print(list);
            }
            return 0;
        }
    }

    private void print(DiskList list) {
        Table table = new Table().row("NODE", "STATE", "LAST SEEN", "ID", "PATH");
        list.disks()
                .forEach(disk -> table.row(
                        invocation.show(disk.node()),
                        disk.state(),
                        disk.lastSeenAt(),
                        disk.id(),
                        invocation.show(disk.path())));
        table.print(invocation.out());
        list.disks().stream()
                .filter(disk -> disk.detail() != null && disk.state() != DiskState.REPLACED)
                .forEach(disk -> invocation
                        .out()
                        .println(invocation.show("%s %s: %s".formatted(disk.node(), disk.path(), disk.detail()))));
    }

    @Command(
            description =
                    "Say that a disk will not come back. Its place stays unused until 'dfs node disk accept', or until it is"
                            + " taken out of the node's configuration.")
    int retire(
            @Parameters(paramLabel = "NODE", description = "The node's name.") String node,
            @Parameters(paramLabel = "DISK", description = "The disk's id, the beginning of it, or its path.")
                    String disk,
            @Option(names = "--force", description = "Also if chunks have no other copy: they are given up.")
                    boolean force) {
        try (ClusterSession session = invocation.connect()) {
            DiskStatus retired = session.operations().retireDisk(node, new DiskRequest(disk, force));
            return done(
                    retired,
                    "%s of %s will not come back; what was on it is copied from the other replicas"
                            .formatted(retired.path(), retired.node()));
        }
    }

    @Command(
            description =
                    "Say that a disk was replaced: it will not come back, and the empty directory in its place is a new disk.")
    int accept(
            @Parameters(paramLabel = "NODE", description = "The node's name.") String node,
            @Parameters(
                            paramLabel = "PATH|DISK",
                            description = "The place, or the id, or the beginning of it, of the disk that was there.")
                    String disk,
            @Option(names = "--force", description = "Also if chunks have no other copy: they are given up.")
                    boolean force) {
        try (ClusterSession session = invocation.connect()) {
            DiskStatus replaced = session.operations().replaceDisk(node, new DiskRequest(disk, force));
            return done(
                    replaced,
                    replaced.node().equals(node)
                            ? "what is at %s of %s may join".formatted(replaced.path(), node)
                            : "the name %s is free for a node with new disks; the lost one is %s until it is removed"
                                    .formatted(node, replaced.node()));
        }
    }

    private int done(DiskStatus disk, String sentence) {
        if (invocation.options().json()) {
            invocation.printJson(disk);
        } else {
            invocation.remark(invocation.show(sentence));
        }
        return 0;
    }
}
