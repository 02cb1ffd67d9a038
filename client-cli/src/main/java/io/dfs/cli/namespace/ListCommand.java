package io.dfs.cli.namespace;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.Table;
import io.dfs.cli.store.StorePaths;
import io.dfs.common.api.DirectoryEntry;
import io.dfs.common.api.DirectoryPage;
import io.dfs.common.api.EntryKind;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.Json;
import io.dfs.common.size.ByteSize;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "ls", description = "List a directory, in the order of the names' bytes.")
public final class ListCommand implements Callable<Integer> {

    /** Entries per request, and what is held in memory at a time however large the directory is. */
    private static final int PAGE = 1000;

    @Parameters(
            paramLabel = "PATH",
            arity = "0..1",
            defaultValue = "/",
            description = "A directory in the store. Default: ${DEFAULT-VALUE}.")
    private String path = "/";

    @Option(names = "-l", description = "With length, version, replication factor and time.")
    private boolean isLong;

    private final Invocation invocation;

    public ListCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (ClusterSession session = invocation.connect()) {
            MetadataApi metadata = session.metadata();
            if (invocation.options().json()) {
                printJson(metadata);
            } else {
                eachPage(metadata, isLong ? this::printLong : this::printNames);
            }
            return 0;
        }
    }

    private void eachPage(MetadataApi metadata, Consumer<DirectoryPage> print) {
        FilePath directory = StorePaths.parse(path);
        DirectoryPage page = firstPage(metadata, directory);
        print.accept(page);
        for (String after = page.nextAfter(); after != null; after = page.nextAfter()) {
            page = metadata.list(directory, after, PAGE);
            print.accept(page);
        }
    }

    /** A file lists as itself, as it does everywhere. */
    private static DirectoryPage firstPage(MetadataApi metadata, FilePath path) {
        try {
            return metadata.list(path, null, PAGE);
        } catch (DfsException e) {
            if (e.code() != ErrorCode.NOT_A_DIRECTORY) {
                throw e;
            }
            return new DirectoryPage(path, List.of(entry(metadata.stat(path))), null);
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

    private void printNames(DirectoryPage page) {
        page.entries().forEach(entry -> invocation.out().println(invocation.show(displayName(entry))));
    }

    private void printLong(DirectoryPage page) {
        Table table = new Table();
        page.entries()
                .forEach(entry -> table.row(
                        entry.kind() == EntryKind.FILE ? "file" : "dir",
                        text(entry.lengthBytes() == null ? null : ByteSize.format(entry.lengthBytes())),
                        entry.version() == null ? "-" : "v" + entry.version(),
                        entry.replicationFactor() == null ? "-" : "x" + entry.replicationFactor(),
                        entry.modifiedAt(),
                        invocation.show(displayName(entry))));
        table.print(invocation.out());
    }

    /** One object like the API's page, with the entries of all pages; written as they come. */
    private void printJson(MetadataApi metadata) {
        invocation
                .out()
                .print("{\"path\":" + Json.mapper().writeValueAsString(StorePaths.parse(path)) + ",\"entries\":[");
        boolean[] first = {true};
        eachPage(
                metadata,
                page -> page.entries().forEach(entry -> {
                    invocation.out().print(first[0] ? "\n  " : ",\n  ");
                    first[0] = false;
                    invocation.out().print(Json.mapper().writeValueAsString(entry));
                }));
        invocation.out().println("\n],\"nextAfter\":null}");
    }

    private static String displayName(DirectoryEntry entry) {
        return entry.kind() == EntryKind.DIRECTORY ? entry.name() + "/" : entry.name();
    }

    private static String text(@Nullable Object value) {
        return Objects.toString(value, "-");
    }
}
