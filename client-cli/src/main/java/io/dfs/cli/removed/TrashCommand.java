package io.dfs.cli.removed;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.JsonListing;
import io.dfs.cli.session.Table;
import io.dfs.cli.session.UsageException;
import io.dfs.common.api.EntryKind;
import io.dfs.common.api.OperationsApi;
import io.dfs.common.api.TrashItem;
import io.dfs.common.api.TrashPage;
import io.dfs.common.size.ByteSize;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

@Command(
        name = "trash",
        description = "List what was removed or overwritten and can still be brought back; the latest first.",
        footer = {"", "'dfs undelete PATH' brings it back."})
public final class TrashCommand implements Callable<Integer> {

    private static final int PAGE = 200;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            defaultValue = "50",
            scope = ScopeType.INHERIT,
            description = "Items to show; 0 for all. JSON has all. Default: ${DEFAULT-VALUE}.")
    private int limit;

    private final Invocation invocation;

    public TrashCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        return ls();
    }

    @Command(description = "The same as 'dfs trash'.")
    int ls() {
        if (limit < 0) {
            throw new UsageException("--limit is %d; 0 shows all".formatted(limit));
        }
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
        String after = null;
        int shown = 0;
        do {
            TrashPage page = operations.trash(after, limit == 0 ? PAGE : Math.min(PAGE, limit - shown));
            printPage(page);
            shown += page.items().size();
            after = page.next();
        } while (after != null && (limit == 0 || shown < limit));
        if (shown == 0) {
            invocation.out().println("the trash is empty");
        } else if (after != null) {
            invocation.out().println("… there is more; --limit 0 shows all");
        }
    }

    private void printPage(TrashPage page) {
        if (page.items().isEmpty()) {
            return;
        }
        Table table = new Table().row("REMOVED AT", "KEPT UNTIL", "WHY", "SIZE", "ID", "PATH");
        page.items()
                .forEach(item -> table.row(
                        item.deletedAt(), item.expiresAt(), item.reason(), size(item), item.trashId(), name(item)));
        table.print(invocation.out());
    }

    private static String size(TrashItem item) {
        return item.lengthBytes() == null ? "-" : ByteSize.format(item.lengthBytes());
    }

    private String name(TrashItem item) {
        return invocation.show(item.kind() == EntryKind.DIRECTORY ? item.path() + "/" : item.path());
    }

    private void printJson(OperationsApi operations) {
        JsonListing listing = new JsonListing(invocation.out(), "items");
        String after = null;
        do {
            TrashPage page = operations.trash(after, PAGE);
            page.items().forEach(listing::add);
            after = page.next();
        } while (after != null);
        listing.end();
    }
}
