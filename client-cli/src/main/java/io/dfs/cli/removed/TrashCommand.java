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
import io.dfs.common.api.TrashPurgeRequest;
import io.dfs.common.api.TrashPurged;
import io.dfs.common.error.ExitCode;
import io.dfs.common.size.ByteSize;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

@Command(
        name = "trash",
        description = "List what was removed or overwritten and can still be brought back; the latest first.",
        footer = {"", "'dfs undelete PATH' brings it back."})
public final class TrashCommand implements Callable<Integer> {

    private static final int PER_REQUEST = 500;

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

    @Command(
            description = "End the time in the trash: no one can bring it back. Asks first, and says what goes.",
            footer = {
                "",
                "The space is freed when the chunks have gone through quarantine, or in minutes with 'dfs quarantine release'."
            })
    int empty(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "PATH",
                            description = "Only what was removed from there or from below. Default: everything.")
                    @Nullable
                    String path,
            @Option(
                            names = "--older-than",
                            paramLabel = "TIME",
                            description = "Only what was removed longer ago than that, such as 12h or 2d.")
                    @Nullable
                    String olderThan,
            @Option(names = "--dry-run", description = "Only say what would go.") boolean dryRun,
            @Option(names = "--yes", description = "Don't ask.") boolean yes) {
        TrashSelection selection = TrashSelection.of(path, olderThan, Instant.now());
        try (ClusterSession session = invocation.connect()) {
            OperationsApi operations = session.patientOperations();
            List<UUID> ids = selection.find(operations);
            TrashPurged all = purge(operations, ids, true);
            String what = "%,d removals with %,d files of %s"
                    .formatted(all.entries(), all.files(), ByteSize.format(all.bytes()));
            if (dryRun || ids.isEmpty()) {
                print(all, "would go: " + what);
                return 0;
            }
            if (!invocation.confirmed(yes, "Take %s out of the trash for good?".formatted(what))) {
                return ExitCode.USAGE.number();
            }
            TrashPurged purged = purge(operations, ids, false);
            print(
                    purged,
                    "gone for good: %,d removals with %,d files of %s; 'dfs quarantine release' frees their space in minutes"
                            .formatted(purged.entries(), purged.files(), ByteSize.format(purged.bytes())));
            return 0;
        }
    }

    /** In requests of a bounded size; those that were done stay done if a later one fails. */
    private static TrashPurged purge(OperationsApi operations, List<UUID> ids, boolean dryRun) {
        TrashPurged sum = new TrashPurged(0, 0, 0);
        for (int from = 0; from < ids.size(); from += PER_REQUEST) {
            List<UUID> part = ids.subList(from, Math.min(ids.size(), from + PER_REQUEST));
            sum = sum.plus(operations.purgeTrash(new TrashPurgeRequest(part, dryRun)));
        }
        return sum;
    }

    private void print(TrashPurged purged, String sentence) {
        if (invocation.options().json()) {
            invocation.printJson(purged);
        } else {
            invocation.remark(sentence);
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
