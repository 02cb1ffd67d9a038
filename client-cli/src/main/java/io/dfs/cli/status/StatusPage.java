package io.dfs.cli.status;

import io.dfs.cli.node.NodeTable;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.Spans;
import io.dfs.cli.session.Table;
import io.dfs.common.api.ClusterStatus;
import io.dfs.common.api.RepairProgress;
import io.dfs.common.api.ReplicaCensus;
import io.dfs.common.api.StorableBytes;
import io.dfs.common.api.VerifiedAges;
import io.dfs.common.api.WaitingBytes;
import io.dfs.common.size.ByteSize;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The cluster's state on one page: what matters most comes first. */
final class StatusPage {

    private final Invocation invocation;
    private final PrintStream out;

    StatusPage(Invocation invocation) {
        this.invocation = invocation;
        this.out = invocation.out();
    }

    void print(ClusterStatus status, Headline headline) {
        out.println(invocation.show(headline.sentence()));
        printAlarms(status);
        printEndangered(status);
        printCensus(status);
        printFacts(status);
        if (!status.nodes().isEmpty()) {
            out.println();
            NodeTable.print(status.nodes(), invocation);
        }
    }

    private void printAlarms(ClusterStatus status) {
        if (status.alarms().isEmpty()) {
            return;
        }
        out.println();
        Table alarms = new Table().row("ALARM", "CODE", "ABOUT", "WHAT");
        status.alarms()
                .forEach(alarm -> alarms.row(
                        alarm.severity(),
                        alarm.code(),
                        alarm.subject().isEmpty() ? "cluster" : invocation.show(alarm.subject()),
                        invocation.show(alarm.message())));
        alarms.print(out);
    }

    private void printEndangered(ClusterStatus status) {
        if (status.endangered().isEmpty()) {
            return;
        }
        out.println();
        Table files = new Table().row("GOOD REPLICAS", "ENDANGERED FILE", "CHUNK");
        status.endangered()
                .forEach(file -> files.row(
                        "%d of %d".formatted(file.goodReplicas(), file.replicationFactor()),
                        invocation.show(file.path()),
                        file.chunkId()));
        files.print(out);
        long more = status.endangeredFileCount() - status.endangered().size();
        if (more > 0) {
            out.println("… and %,d more files; 'dfs fsck' names them all".formatted(more));
        }
    }

    private void printCensus(ClusterStatus status) {
        if (status.chunks().isEmpty()) {
            return;
        }
        out.println();
        Table census = new Table().row("GOOD OF WANTED", "CHUNKS", "SIZE");
        status.chunks().stream()
                .sorted(Comparator.comparingInt((ReplicaCensus row) -> row.goodReplicas() - row.replicationFactor())
                        .thenComparingInt(ReplicaCensus::goodReplicas))
                .forEach(row -> census.row(
                        "%d of %d".formatted(row.goodReplicas(), row.replicationFactor()),
                        "%,d".formatted(row.chunks()),
                        ByteSize.format(row.lengthBytes())));
        census.print(out);
    }

    private void printFacts(ClusterStatus status) {
        out.println();
        new Table()
                .row("verified", verified(status.verified()))
                .row("repairs", repairs(status.repairs()))
                .row("waiting", waiting(status.waiting()))
                .row("fits", fits(status.storable()))
                .row("safe mode", safeMode(status))
                .row("facts", facts(status))
                .print(out);
    }

    private static String verified(VerifiedAges verified) {
        return "%,d replicas within 30 days, %,d longer ago, %,d only claimed"
                .formatted(verified.within30Days(), verified.older(), verified.claimedOnly());
    }

    private static String repairs(RepairProgress repairs) {
        if (repairs.backlog().isEmpty()) {
            return "nothing to do";
        }
        String backlog = repairs.backlog().stream().map(StatusPage::backlog).collect(Collectors.joining(", "));
        String rate = repairs.bytesPerSecond() == 0
                ? "; nothing moves"
                : "; %s/s".formatted(ByteSize.format(repairs.bytesPerSecond()));
        Long seconds = repairs.etaSeconds();
        return backlog
                + rate
                + (seconds == null ? "" : ", about %s left".formatted(Spans.format(Duration.ofSeconds(seconds))));
    }

    private static String backlog(RepairProgress.Backlog backlog) {
        String name = backlog.repairClass().name().toLowerCase(Locale.ROOT).replace('_', '-');
        String failing = backlog.failing() == 0 ? "" : ", %,d failing".formatted(backlog.failing());
        return "%,d %s (%s%s)".formatted(backlog.items(), name, ByteSize.format(backlog.lengthBytes()), failing);
    }

    private static String waiting(WaitingBytes waiting) {
        return "trash %s in %,d files, unreferenced %s, orphans %,d, leaving %,d, quarantine %s in %,d replicas"
                .formatted(
                        ByteSize.format(waiting.trashBytes()),
                        waiting.trashFiles(),
                        ByteSize.format(waiting.unreferencedBytes()),
                        waiting.orphanChunks(),
                        waiting.requestedRemovals(),
                        ByteSize.format(waiting.quarantinedBytes()),
                        waiting.quarantinedReplicas());
    }

    private static String fits(@Nullable StorableBytes storable) {
        return storable == null
                ? "not known"
                : "%s more at the default replication factor %d, on %,d of %,d nodes"
                        .formatted(
                                ByteSize.format(storable.bytes()),
                                storable.replicationFactor(),
                                storable.nodes(),
                                storable.knownNodes());
    }

    private String safeMode(ClusterStatus status) {
        return status.safeMode().isOn()
                ? "%s since %s: %s"
                        .formatted(
                                status.safeMode().mode(),
                                status.safeMode().since(),
                                invocation.show(status.safeMode().reason()))
                : "off";
    }

    private String facts(ClusterStatus status) {
        String age = status.asOf() == null
                ? "none"
                : "%s old (%s)".formatted(Spans.format(Duration.ofMillis(status.ageMillis())), status.asOf());
        return status.problem() == null ? age : "%s; %s".formatted(age, invocation.show(status.problem()));
    }
}
