package io.dfs.cli.removed;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.JsonListing;
import io.dfs.cli.session.PagedListing;
import io.dfs.cli.session.PagedListing.Page;
import io.dfs.cli.session.Table;
import io.dfs.common.api.EntryKind;
import io.dfs.common.api.OperationsApi;
import io.dfs.common.api.TrashItem;
import io.dfs.common.api.TrashPage;
import io.dfs.common.size.ByteSize;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

@Command(
        name = "trash",
        description = "List what was removed or overwritten and can still be brought back; the latest first.",
        footer = {"", "'dfs undelete PATH' brings it back."})
public final class TrashCommand implements Callable<Integer> {

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
        PagedListing.requireLimit(limit);
        try (ClusterSession session = invocation.connect()) {
            PagedListing<TrashItem, String> items = items(session.operations());
            if (invocation.options().json()) {
                JsonListing json = new JsonListing(invocation.out(), "items");
                items.addTo(json);
                json.end();
            } else {
                print(items);
            }
            return 0;
        }
    }

    private static PagedListing<TrashItem, String> items(OperationsApi operations) {
        return new PagedListing<>((after, limit) -> {
            TrashPage page = operations.trash(after, limit);
            return new Page<>(page.items(), page.next());
        });
    }

    private void print(PagedListing<TrashItem, String> items) {
        PagedListing.Shown shown = items.show(limit, this::print);
        if (shown.items() == 0) {
            invocation.out().println("the trash is empty");
        } else if (shown.hasMore()) {
            invocation.out().println("… there is more; --limit 0 shows all");
        }
    }

    private void print(List<TrashItem> items) {
        Table table = new Table().row("REMOVED AT", "KEPT UNTIL", "WHY", "SIZE", "ID", "PATH");
        items.forEach(item ->
                table.row(item.deletedAt(), item.expiresAt(), item.reason(), size(item), item.trashId(), name(item)));
        table.print(invocation.out());
    }

    private static String size(TrashItem item) {
        return item.lengthBytes() == null ? "-" : ByteSize.format(item.lengthBytes());
    }

    private String name(TrashItem item) {
        return invocation.show(item.kind() == EntryKind.DIRECTORY ? item.path() + "/" : item.path());
    }
}
