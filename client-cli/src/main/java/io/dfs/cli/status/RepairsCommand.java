package io.dfs.cli.status;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.JsonListing;
import io.dfs.cli.session.Table;
import io.dfs.cli.session.UsageException;
import io.dfs.common.api.OperationsApi;
import io.dfs.common.api.RepairItem;
import io.dfs.common.api.RepairItems;
import io.dfs.common.size.ByteSize;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "repairs",
        description = "List what repair has to do, the most urgent first: why, attempts, last error.")
public final class RepairsCommand implements Callable<Integer> {

    private static final int PAGE = 200;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            defaultValue = "20",
            description = "Items to show; 0 for all. JSON has all. Default: ${DEFAULT-VALUE}.")
    private int limit;

    private final Invocation invocation;

    public RepairsCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
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
        RepairItems page;
        do {
            page = operations.repairs(after, limit == 0 ? PAGE : Math.min(PAGE, limit - shown));
            printPage(page);
            shown += page.items().size();
            after = page.next();
        } while (after != null && (limit == 0 || shown < limit));
        if (page.total() == 0) {
            invocation.out().println("nothing to repair");
        } else if (after != null) {
            invocation.out().println("… %,d of %,d items; --limit 0 shows all".formatted(shown, page.total()));
        }
    }

    private void printPage(RepairItems page) {
        if (page.items().isEmpty()) {
            return;
        }
        Table table = new Table().row("CLASS", "FILE", "CHUNK", "SIZE", "ATTEMPTS", "NOW", "WHY");
        page.items()
                .forEach(item -> table.row(
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

    private void printJson(OperationsApi operations) {
        JsonListing listing = new JsonListing(invocation.out(), "items");
        RepairItems page = operations.repairs(null, PAGE);
        page.items().forEach(listing::add);
        for (String after = page.next(); after != null; after = page.next()) {
            page = operations.repairs(after, PAGE);
            page.items().forEach(listing::add);
        }
        listing.with("total", page.total()).end();
    }
}
