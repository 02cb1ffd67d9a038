package io.dfs.cli.status;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.JsonListing;
import io.dfs.cli.session.PagedListing;
import io.dfs.cli.session.PagedListing.Page;
import io.dfs.cli.session.Table;
import io.dfs.common.api.OperationsApi;
import io.dfs.common.api.RepairItem;
import io.dfs.common.api.RepairItems;
import io.dfs.common.size.ByteSize;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "repairs",
        description = "List what repair has to do, the most urgent first: why, attempts, last error.")
public final class RepairsCommand implements Callable<Integer> {

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            defaultValue = "20",
            description = "Items to show; 0 for all. JSON has all. Default: ${DEFAULT-VALUE}.")
    private int limit;

    private final Invocation invocation;

    /** How many there are in all, as the last page that came told. */
    private long total;

    public RepairsCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        PagedListing.requireLimit(limit);
        try (ClusterSession session = invocation.connect()) {
            PagedListing<RepairItem, String> items = items(session.operations());
            if (invocation.options().json()) {
                JsonListing json = new JsonListing(invocation.out(), "items");
                items.addTo(json);
                json.with("total", total).end();
            } else {
                print(items);
            }
            return 0;
        }
    }

    private PagedListing<RepairItem, String> items(OperationsApi operations) {
        return new PagedListing<>((after, limit) -> {
            RepairItems page = operations.repairs(after, limit);
            total = page.total();
            return new Page<>(page.items(), page.next());
        });
    }

    private void print(PagedListing<RepairItem, String> items) {
        PagedListing.Shown shown = items.show(limit, this::print);
        if (total == 0) {
            invocation.out().println("nothing to repair");
        } else if (shown.hasMore()) {
            invocation.out().println("… %,d of %,d items; --limit 0 shows all".formatted(shown.items(), total));
        }
    }

    private void print(List<RepairItem> items) {
        Table table = new Table().row("CLASS", "FILE", "CHUNK", "SIZE", "ATTEMPTS", "NOW", "WHY");
        items.forEach(item -> table.row(
                item.repairClass(),
                item.file() == null ? "-" : invocation.show(item.file()),
                item.chunkId(),
                ByteSize.format(item.lengthBytes()),
                item.attempts(),
                invocation.show(now(item)),
                invocation.show(why(item))));
        table.print(invocation.out());
    }

    private String now(RepairItem item) {
        Instant now = invocation.environment().clock().instant();
        if (item.claimedBy() != null
                && item.claimedUntil() != null
                && item.claimedUntil().isAfter(now)) {
            return "%s copies from %s to %s"
                    .formatted(
                            item.claimedBy(),
                            Objects.requireNonNullElse(item.source(), "?"),
                            Objects.requireNonNullElse(item.target(), "?"));
        }
        return item.nextAttemptAt().isAfter(now) ? "again at " + item.nextAttemptAt() : "due";
    }

    private static String why(RepairItem item) {
        return item.lastError() == null
                ? item.reason()
                : "%s; last error: %s".formatted(item.reason(), item.lastError());
    }
}
