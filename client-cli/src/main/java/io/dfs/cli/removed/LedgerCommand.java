package io.dfs.cli.removed;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.JsonListing;
import io.dfs.cli.session.PagedListing;
import io.dfs.cli.session.PagedListing.Page;
import io.dfs.cli.session.Table;
import io.dfs.cli.session.UsageException;
import io.dfs.common.api.LedgerEntry;
import io.dfs.common.api.LedgerPage;
import io.dfs.common.api.OperationsApi;
import io.dfs.common.id.ChunkId;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "ledger",
        description = "Show each step by which replicas of a chunk were removed, and why; kept for a year.")
public final class LedgerCommand implements Callable<Integer> {

    @Parameters(paramLabel = "CHUNK", description = "The chunk's id.")
    private String chunk = "";

    private final Invocation invocation;

    public LedgerCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        ChunkId chunkId = parse(chunk);
        try (ClusterSession session = invocation.connect()) {
            PagedListing<LedgerEntry, UUID> entries = entries(session.operations(), chunkId);
            if (invocation.options().json()) {
                JsonListing json = new JsonListing(invocation.out(), "entries");
                entries.addTo(json);
                json.end();
            } else if (entries.show(0, this::print).items() == 0) {
                invocation.out().println("no replica of chunk %s was ever removed".formatted(chunkId));
            }
            return 0;
        }
    }

    private static ChunkId parse(String text) {
        try {
            return ChunkId.valueOf(text);
        } catch (IllegalArgumentException _) {
            throw new UsageException("'%s' is not the id of a chunk: 'dfs stat PATH' shows them".formatted(text));
        }
    }

    private static PagedListing<LedgerEntry, UUID> entries(OperationsApi operations, ChunkId chunkId) {
        return new PagedListing<>((after, limit) -> {
            LedgerPage page = operations.ledger(chunkId, after, limit);
            return new Page<>(page.entries(), page.next());
        });
    }

    private void print(List<LedgerEntry> entries) {
        Table table = new Table().row("AT", "NODE", "STEP", "WHY", "REMOVAL", "DETAIL");
        entries.forEach(entry -> table.row(
                entry.at(),
                invocation.show(entry.node()),
                entry.step(),
                entry.reason(),
                entry.removalId(),
                invocation.show(entry.detail())));
        table.print(invocation.out());
    }
}
