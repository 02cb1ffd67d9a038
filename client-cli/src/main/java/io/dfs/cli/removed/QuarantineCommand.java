package io.dfs.cli.removed;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.JsonListing;
import io.dfs.cli.session.Table;
import io.dfs.common.api.OperationsApi;
import io.dfs.common.api.QuarantineItem;
import io.dfs.common.api.QuarantinePage;
import io.dfs.common.size.ByteSize;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "quarantine",
        description = "List replicas on their way out: nothing needs them, and they are kept a while all the same.")
public final class QuarantineCommand implements Callable<Integer> {

    private static final int PAGE = 200;

    private final Invocation invocation;

    public QuarantineCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        return ls();
    }

    @Command(description = "The same as 'dfs quarantine'.")
    int ls() {
        try (ClusterSession session = invocation.connect()) {
            if (invocation.options().json()) {
                printJson(session.operations());
            } else {
                print(session.operations());
            }
            return 0;
        }
    }

    private void print(OperationsApi operations) {
        UUID after = null;
        long shown = 0;
        do {
            QuarantinePage page = operations.quarantine(after, PAGE);
            printPage(page);
            shown += page.items().size();
            after = page.next();
        } while (after != null);
        if (shown == 0) {
            invocation.out().println("the quarantine is empty");
        }
    }

    private void printPage(QuarantinePage page) {
        if (page.items().isEmpty()) {
            return;
        }
        Table table = new Table().row("ID", "CHUNK", "NODE", "SIZE", "WHY", "STATE", "KEPT UNTIL", "DETAIL");
        page.items()
                .forEach(item -> table.row(
                        item.removalId(),
                        item.chunkId(),
                        invocation.show(item.node()),
                        ByteSize.format(item.lengthBytes()),
                        item.reason(),
                        item.state(),
                        Objects.toString(item.unlinkAfter(), "-"),
                        invocation.show(detail(item))));
        table.print(invocation.out());
    }

    private static String detail(QuarantineItem item) {
        return item.lastError() == null
                ? item.detail()
                : "%s; last error: %s".formatted(item.detail(), item.lastError());
    }

    private void printJson(OperationsApi operations) {
        JsonListing listing = new JsonListing(invocation.out(), "items");
        UUID after = null;
        do {
            QuarantinePage page = operations.quarantine(after, PAGE);
            page.items().forEach(listing::add);
            after = page.next();
        } while (after != null);
        listing.end();
    }

    @Command(description = "Bring a replica back; it counts again once its node has verified it.")
    int restore(@Parameters(paramLabel = "ID", description = "As 'dfs quarantine' shows it.") UUID id) {
        try (ClusterSession session = invocation.connect()) {
            QuarantineItem item = session.operations().restoreFromQuarantine(id);
            if (invocation.options().json()) {
                invocation.printJson(item);
            } else {
                invocation.remark("chunk %s on %s is %s: it counts again once the node has verified it"
                        .formatted(item.chunkId(), invocation.show(item.node()), item.state()));
            }
            return 0;
        }
    }
}
