package io.dfs.cli.removed;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.JsonListing;
import io.dfs.cli.session.PagedListing;
import io.dfs.cli.session.PagedListing.Page;
import io.dfs.cli.session.Table;
import io.dfs.common.api.OperationsApi;
import io.dfs.common.api.QuarantineItem;
import io.dfs.common.api.QuarantinePage;
import io.dfs.common.api.ReleaseRequest;
import io.dfs.common.api.Released;
import io.dfs.common.error.ExitCode;
import io.dfs.common.size.ByteSize;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "quarantine",
        description = "List replicas on their way out: nothing needs them, and they are kept a while all the same.")
public final class QuarantineCommand implements Callable<Integer> {

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
            PagedListing<QuarantineItem, UUID> items = items(session.operations());
            if (invocation.options().json()) {
                JsonListing json = new JsonListing(invocation.out(), "items");
                items.addTo(json);
                json.end();
            } else if (items.show(0, this::print).items() == 0) {
                invocation.out().println("the quarantine is empty");
            }
            return 0;
        }
    }

    private static PagedListing<QuarantineItem, UUID> items(OperationsApi operations) {
        return new PagedListing<>((after, limit) -> {
            QuarantinePage page = operations.quarantine(after, limit);
            return new Page<>(page.items(), page.next());
        });
    }

    private void print(List<QuarantineItem> items) {
        Table table = new Table().row("ID", "CHUNK", "NODE", "SIZE", "WHY", "STATE", "KEPT UNTIL", "DETAIL");
        items.forEach(item -> table.row(
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

    @Command(
            description =
                    "End the waiting of all that is on its way out by now: chunks that no file needs, and replicas in"
                            + " quarantine. Asks first, and says what goes.",
            footer = {
                "",
                "Nothing is removed without the usual proof: what is needed stays or comes back. The space is free within",
                "about five minutes, while a controller works and the nodes answer."
            })
    int release(
            @Option(names = "--dry-run", description = "Only say what would go.") boolean dryRun,
            @Option(names = "--yes", description = "Don't ask.") boolean yes) {
        try (ClusterSession session = invocation.connect()) {
            OperationsApi operations = session.patientOperations();
            Released all = operations.release(new ReleaseRequest(true));
            if (dryRun) {
                print(all, "would be freed: " + amount(all));
                return 0;
            }
            if (!invocation.confirmed(yes, "Free %s? Nothing of it can be brought back then.".formatted(amount(all)))) {
                return ExitCode.USAGE.number();
            }
            print(
                    operations.release(new ReleaseRequest(false)),
                    "released: %s; free in about five minutes".formatted(amount(all)));
            return 0;
        }
    }

    private void print(Released released, String sentence) {
        if (invocation.options().json()) {
            invocation.printJson(released);
        } else {
            invocation.remark(sentence);
        }
    }

    private static String amount(Released released) {
        String trash = released.trashEntries() == 0
                ? ""
                : ", and what %,d entries that left the trash had alone".formatted(released.trashEntries());
        return "%s (%,d replicas on their way out, %,d chunks without a file)%s"
                .formatted(
                        ByteSize.format(released.chunkBytes() + released.replicaBytes()),
                        released.replicas(),
                        released.chunks(),
                        trash);
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
