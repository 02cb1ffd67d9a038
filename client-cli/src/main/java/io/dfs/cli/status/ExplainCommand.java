package io.dfs.cli.status;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.JsonListing;
import io.dfs.cli.session.Spans;
import io.dfs.cli.session.Table;
import io.dfs.cli.session.UsageException;
import io.dfs.cli.store.StorePaths;
import io.dfs.common.api.ChunkExplanation;
import io.dfs.common.api.Explanation;
import io.dfs.common.api.OperationsApi;
import io.dfs.common.api.QuarantineItem;
import io.dfs.common.api.RepairItem;
import io.dfs.common.api.ReplicaExplanation;
import io.dfs.common.error.Rejection;
import io.dfs.common.file.FilePath;
import io.dfs.common.size.ByteSize;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "explain",
        description = "Say why each replica of a file is where it is, and why other nodes have none.")
public final class ExplainCommand implements Callable<Integer> {

    private static final int PAGE = 50;

    @Parameters(paramLabel = "PATH", description = "A file in the store.")
    private String path = "";

    @Option(
            names = "--chunks",
            paramLabel = "N",
            defaultValue = "5",
            description = "Chunks to explain. Default: ${DEFAULT-VALUE}.")
    private int chunks;

    @Option(
            names = "--from",
            paramLabel = "N",
            defaultValue = "0",
            description = "The first chunk, counted from 0. Default: ${DEFAULT-VALUE}.")
    private int from;

    private final Invocation invocation;

    public ExplainCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        if (chunks < 1 || from < 0) {
            throw new UsageException("--chunks is at least 1 and --from at least 0");
        }
        FilePath file = StorePaths.parse(path);
        try (ClusterSession session = invocation.connect()) {
            explain(session.operations(), file);
            return 0;
        }
    }

    private void explain(OperationsApi operations, FilePath file) {
        Explanation page = operations.explain(file, from, Math.min(PAGE, chunks));
        JsonListing json = invocation.options().json() ? new JsonListing(invocation.out(), "chunks") : null;
        if (json == null) {
            invocation
                    .out()
                    .println("%s wants %d replicas of each chunk"
                            .formatted(invocation.show(page.path()), page.replicationFactor()));
        }
        int left = chunks;
        while (true) {
            page.chunks().forEach(chunk -> {
                if (json == null) {
                    print(chunk);
                } else {
                    json.add(chunk);
                }
            });
            left -= page.chunks().size();
            Integer next = page.next();
            if (next == null || left <= 0 || page.chunks().isEmpty()) {
                break;
            }
            page = operations.explain(file, next, Math.min(PAGE, left));
        }
        end(page, json);
    }

    private void end(Explanation last, @org.jspecify.annotations.Nullable JsonListing json) {
        if (json != null) {
            json.with("path", last.path()).with("replicationFactor", last.replicationFactor());
            if (last.next() != null) {
                json.with("next", last.next());
            }
            json.end();
        } else if (last.next() != null) {
            invocation
                    .out()
                    .println("%n… the file has more chunks: --from %d continues, --chunks N shows more"
                            .formatted(last.next()));
        }
    }

    private void print(ChunkExplanation chunk) {
        invocation.out().println();
        invocation
                .out()
                .println("#%d  chunk %s, %s: %s"
                        .formatted(
                                chunk.position(),
                                chunk.chunkId(),
                                ByteSize.format(chunk.lengthBytes()),
                                invocation.show(chunk.verdict())));
        Table table = new Table();
        chunk.replicas().forEach(replica -> addReplica(table, replica));
        chunk.removals().forEach(removal -> addRemoval(table, removal));
        chunk.others().forEach(other -> addOther(table, other));
        table.print(invocation.out());
        if (chunk.work() != null) {
            invocation.out().println("  repair: " + invocation.show(work(chunk.work())));
        }
    }

    private void addReplica(Table table, ReplicaExplanation replica) {
        Instant now = invocation.environment().clock().instant();
        String verified =
                replica.verifiedAt() == null ? "only claimed" : "verified " + Spans.ago(replica.verifiedAt(), now);
        table.row(
                "  + " + invocation.show(replica.node()),
                invocation.show(replica.zone()),
                replica.state() + ", " + verified,
                "%s, %s: %s".formatted(replica.health(), replica.adminState(), invocation.show(replica.why())));
    }

    private void addRemoval(Table table, QuarantineItem removal) {
        table.row(
                "  - " + invocation.show(removal.node()),
                "",
                removal.state() + ", " + removal.reason(),
                invocation.show(removal.detail())
                        + (removal.unlinkAfter() == null ? "" : "; kept until " + removal.unlinkAfter()));
    }

    private void addOther(Table table, Rejection other) {
        table.row("    " + invocation.show(other.node()), "", other.rule(), invocation.show(other.detail()));
    }

    private static String work(RepairItem item) {
        return "%s, %d failed attempts, next at %s%s"
                .formatted(
                        item.repairClass(),
                        item.attempts(),
                        item.nextAttemptAt(),
                        item.lastError() == null ? "" : "; last error: " + item.lastError());
    }
}
