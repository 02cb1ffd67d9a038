package io.dfs.cli.removed;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.JsonListing;
import io.dfs.cli.session.Table;
import io.dfs.cli.session.UsageException;
import io.dfs.common.api.LedgerPage;
import io.dfs.common.api.OperationsApi;
import io.dfs.common.id.ChunkId;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "ledger",
        description = "Show each step by which replicas of a chunk were removed, and why; kept for a year.")
public final class LedgerCommand implements Callable<Integer> {

    private static final int PAGE = 200;

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
            if (invocation.options().json()) {
                printJson(session.operations(), chunkId);
            } else {
                print(session.operations(), chunkId);
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

    private void print(OperationsApi operations, ChunkId chunkId) {
        UUID after = null;
        long shown = 0;
        do {
            LedgerPage page = operations.ledger(chunkId, after, PAGE);
            printPage(page);
            shown += page.entries().size();
            after = page.next();
        } while (after != null);
        if (shown == 0) {
            invocation.out().println("no replica of chunk %s was ever removed".formatted(chunkId));
        }
    }

    private void printPage(LedgerPage page) {
        if (page.entries().isEmpty()) {
            return;
        }
        Table table = new Table().row("AT", "NODE", "STEP", "WHY", "REMOVAL", "DETAIL");
        page.entries()
                .forEach(entry -> table.row(
                        entry.at(),
                        invocation.show(entry.node()),
                        entry.step(),
                        entry.reason(),
                        entry.removalId(),
                        invocation.show(entry.detail())));
        table.print(invocation.out());
    }

    private void printJson(OperationsApi operations, ChunkId chunkId) {
        JsonListing listing = new JsonListing(invocation.out(), "entries");
        UUID after = null;
        do {
            LedgerPage page = operations.ledger(chunkId, after, PAGE);
            page.entries().forEach(listing::add);
            after = page.next();
        } while (after != null);
        listing.end();
    }
}
