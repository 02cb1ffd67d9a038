package io.dfs.cli.access;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.JsonListing;
import io.dfs.cli.session.PagedListing;
import io.dfs.cli.session.PagedListing.Page;
import io.dfs.cli.session.Table;
import io.dfs.cli.session.UsageException;
import io.dfs.cli.store.StorePaths;
import io.dfs.common.api.AccessApi;
import io.dfs.common.api.AuditEntry;
import io.dfs.common.api.AuditPage;
import io.dfs.common.file.FilePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "audit",
        description = "Show who changed what, and who was refused: the latest entries, in the order of time.")
public final class AuditCommand implements Callable<Integer> {

    /** They are turned round in memory. */
    private static final int MOST = 10_000;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            defaultValue = "50",
            description = "Entries to show, up to 10,000. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--all", description = "All there are, the latest first.")
    private boolean all;

    @Option(names = "--who", paramLabel = "NAME", description = "Only what this caller did, or was refused.")
    private @Nullable String who;

    @Option(names = "--path", paramLabel = "PATH", description = "Only what was about this path, or one below it.")
    private @Nullable String path;

    private final Invocation invocation;

    public AuditCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        if (limit < 1 || limit > MOST) {
            throw new UsageException("--limit is %d; 1 to %,d are allowed, and --all shows all".formatted(limit, MOST));
        }
        FilePath below = path == null ? null : StorePaths.parse(path);
        try (ClusterSession session = invocation.connect()) {
            PagedListing<AuditEntry, UUID> entries = entries(session.access(), below);
            if (invocation.options().json()) {
                JsonListing json = new JsonListing(invocation.out(), "entries");
                entries.show(all ? 0 : limit, page -> page.forEach(json::add));
                json.end();
            } else if (all) {
                sayIfNone(entries.show(0, this::print));
            } else {
                printLatest(entries);
            }
            return 0;
        }
    }

    private PagedListing<AuditEntry, UUID> entries(AccessApi access, @Nullable FilePath below) {
        return new PagedListing<>((before, limit) -> {
            AuditPage page = access.audit(before, limit, who, below);
            return new Page<>(page.entries(), page.next());
        });
    }

    /** The way a log is read: the latest at the end. */
    private void printLatest(PagedListing<AuditEntry, UUID> entries) {
        List<AuditEntry> latest = new ArrayList<>();
        PagedListing.Shown shown = entries.show(limit, latest::addAll);
        sayIfNone(shown);
        if (shown.hasMore()) {
            invocation.out().println("… there is more before; --limit N shows more, --all shows all");
        }
        if (!latest.isEmpty()) {
            print(latest.reversed());
        }
    }

    private void sayIfNone(PagedListing.Shown shown) {
        if (shown.items() == 0) {
            invocation.out().println("no such entries");
        }
    }

    private void print(List<AuditEntry> entries) {
        Table table = new Table().row("AT", "WHO", "FROM", "ACTION", "TARGET", "RESULT", "REQUEST");
        entries.forEach(entry -> table.row(
                entry.at(),
                invocation.show(entry.who()),
                invocation.show(entry.from()),
                invocation.show(entry.action()),
                invocation.show(Objects.requireNonNullElse(entry.target(), "-")),
                invocation.show(entry.result()),
                invocation.show(entry.requestId())));
        table.print(invocation.out());
    }
}
