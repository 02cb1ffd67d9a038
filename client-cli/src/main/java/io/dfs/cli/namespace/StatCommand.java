package io.dfs.cli.namespace;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.Spans;
import io.dfs.cli.session.Table;
import io.dfs.cli.store.StorePaths;
import io.dfs.cli.transfer.Names;
import io.dfs.common.api.EntryKind;
import io.dfs.common.api.ExtentStat;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.ReplicaStat;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.size.ByteSize;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "stat", description = "Show a file: its facts, and every chunk with its replicas.")
public final class StatCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files or directories in the store.")
    private List<String> paths = List.of();

    private final Invocation invocation;
    private boolean isFollowing;

    public StatCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (ClusterSession session = invocation.connect()) {
            Names.forEach(
                    invocation, paths, "found", path -> show(session.metadata().stat(StorePaths.parse(path))));
            return 0;
        }
    }

    private void show(FileStat stat) {
        if (invocation.options().json()) {
            invocation.printJson(stat);
            return;
        }
        if (isFollowing) {
            invocation.out().println();
        }
        isFollowing = true;
        print(stat);
    }

    private void print(FileStat stat) {
        Table facts = new Table()
                .row("path", invocation.show(stat.path()))
                .row("kind", stat.kind() == EntryKind.FILE ? "file" : "directory");
        if (stat.kind() == EntryKind.FILE) {
            facts.row("length", lengthText(stat.lengthBytes()))
                    .row("crc32c", String.valueOf(stat.crc32c()))
                    .row("version", String.valueOf(stat.version()))
                    .row("replication", String.valueOf(stat.replicationFactor()))
                    .row("chunk size", ByteSize.format(Objects.requireNonNullElse(stat.chunkSizeBytes(), 0L)));
        }
        facts.row("created", stat.createdAt()).row("modified", stat.modifiedAt());
        stat.attributes().forEach((name, value) -> facts.row(invocation.show(name), invocation.show(value)));
        facts.print(invocation.out());
        if (!stat.extents().isEmpty()) {
            invocation.out().println();
            printExtents(stat);
        }
    }

    private void printExtents(FileStat stat) {
        Table chunks = new Table().row("#", "CHUNK", "OFFSET", "LENGTH", "CRC32C", "REPLICAS (VERIFIED)");
        Instant now = invocation.environment().clock().instant();
        stat.extents()
                .forEach(extent -> chunks.row(
                        extent.position(),
                        extent.chunkId(),
                        extent.chunkOffset(),
                        ByteSize.format(extent.lengthBytes()),
                        extent.crc32c(),
                        extent.replicas().stream()
                                .map(replica -> invocation.show(describe(replica, now)))
                                .collect(Collectors.joining("  "))));
        chunks.print(invocation.out());
        long whole =
                stat.extents().stream().filter(extent -> isWhole(extent, stat)).count();
        invocation.out().println();
        invocation
                .out()
                .println("%d of %d chunks have %d live replicas or more"
                        .formatted(whole, stat.extents().size(), stat.replicationFactor()));
    }

    private static boolean isWhole(ExtentStat extent, FileStat stat) {
        long live = extent.replicas().stream().filter(StatCommand::isLive).count();
        return live >= Objects.requireNonNullElse(stat.replicationFactor(), 0);
    }

    private static boolean isLive(ReplicaStat replica) {
        return replica.state() == ReplicaState.GOOD && replica.health() != NodeHealth.DEAD;
    }

    /** The node's name, what is wrong with the node or the replica if anything is, and when its bytes were verified. */
    static String describe(ReplicaStat replica, Instant now) {
        List<String> remarks = new ArrayList<>();
        if (replica.state() != ReplicaState.GOOD) {
            remarks.add(replica.state().name());
        } else if (replica.health() != NodeHealth.HEALTHY) {
            remarks.add(replica.health().name());
        }
        remarks.add(replica.verifiedAt() == null ? "only claimed" : Spans.ago(replica.verifiedAt(), now));
        return "%s (%s)".formatted(replica.node(), String.join(", ", remarks));
    }

    private static String lengthText(@Nullable Long lengthBytes) {
        long length = Objects.requireNonNullElse(lengthBytes, 0L);
        return length < 1024 ? "%d B".formatted(length) : "%d B (%s)".formatted(length, ByteSize.format(length));
    }
}
