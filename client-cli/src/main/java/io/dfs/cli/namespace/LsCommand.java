package io.dfs.cli.namespace;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.Table;
import io.dfs.common.api.DirectoryEntry;
import io.dfs.common.api.DirectoryPage;
import io.dfs.common.api.EntryKind;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.Json;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dfs ls [-l] [PATH]}: page by page, so that a directory of any size takes little memory. */
@Command(name = "ls", description = "Lists a directory.")
public final class LsCommand implements Callable<Integer> {

    private static final int PAGE_SIZE = 1000;

    private final Invocation invocation;

    @Option(names = "-l", description = "With kind, replication, length and time of the last change.")
    private boolean longFormat;

    @Parameters(arity = "0..1", paramLabel = "PATH", description = "A directory or file in the store. Default: /")
    private String path = "/";

    public LsCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        FilePath wanted = StorePaths.parse(path);
        try (ClusterSession cluster = invocation.connect()) {
            DirectoryPage first = firstPage(cluster.metadata(), wanted);
            if (invocation.options().json()) {
                printJson(cluster.metadata(), first);
            } else {
                print(cluster.metadata(), first);
            }
        }
        return 0;
    }

    /** A file lists as itself, as {@code ls} does everywhere. */
    private static DirectoryPage firstPage(MetadataApi metadata, FilePath path) {
        try {
            return metadata.list(path, null, PAGE_SIZE);
        } catch (DfsException e) {
            if (e.code() != ErrorCode.NOT_A_DIRECTORY || path.isRoot()) {
                throw e;
            }
            FileStat stat = metadata.stat(path);
            return new DirectoryPage(path, List.of(entry(stat)), null);
        }
    }

    private static DirectoryEntry entry(FileStat stat) {
        return new DirectoryEntry(
                stat.path().name(),
                stat.kind(),
                stat.lengthBytes(),
                stat.crc32c(),
                stat.version(),
                stat.replicationFactor(),
                stat.modifiedAt());
    }

    private void print(MetadataApi metadata, DirectoryPage first) {
        DirectoryPage page = first;
        printPage(page);
        for (String after = page.nextAfter(); after != null; after = page.nextAfter()) {
            page = metadata.list(first.path(), after, PAGE_SIZE);
            printPage(page);
        }
    }

    private void printPage(DirectoryPage page) {
        Table table = new Table();
        page.entries().forEach(entry -> row(table, entry));
        table.print(invocation.out());
    }

    private void row(Table table, DirectoryEntry entry) {
        boolean directory = entry.kind() == EntryKind.DIRECTORY;
        String name = invocation.show(entry.name()) + (directory ? "/" : "");
        if (longFormat) {
            table.row(
                    directory ? "dir" : "file",
                    directory ? "-" : entry.replicationFactor(),
                    directory ? "-" : entry.lengthBytes(),
                    entry.modifiedAt(),
                    name);
        } else {
            table.row(name);
        }
    }

    /** One DirectoryPage with the entries of all pages. */
    private void printJson(MetadataApi metadata, DirectoryPage first) {
        PrintStream out = invocation.out();
        out.print("{\"path\":%s,\"entries\":[".formatted(Json.mapper().writeValueAsString(first.path())));
        DirectoryPage page = first;
        String separator = "\n";
        while (true) {
            for (DirectoryEntry entry : page.entries()) {
                out.print(separator + Json.mapper().writeValueAsString(entry));
                separator = ",\n";
            }
            String after = page.nextAfter();
            if (after == null) {
                break;
            }
            page = metadata.list(first.path(), after, PAGE_SIZE);
        }
        out.println("\n],\"nextAfter\":null}");
    }
}
