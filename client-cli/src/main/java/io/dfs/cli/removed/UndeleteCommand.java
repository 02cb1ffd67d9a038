package io.dfs.cli.removed;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.UsageException;
import io.dfs.cli.store.StorePaths;
import io.dfs.cli.transfer.Names;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.UndeleteRequest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "undelete",
        description = "Bring a file or directory back from the trash: what was removed from the path last.")
public final class UndeleteCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "PATH",
            arity = "1..*",
            description = "Where it was. May lie below a directory that was removed.")
    private List<String> paths = List.of();

    @Option(names = "--id", paramLabel = "ID", description = "Which one, as 'dfs trash' shows it. Default: the last.")
    private @Nullable UUID trashId;

    @Option(names = "--to", paramLabel = "PATH", description = "Where it is to be. Default: where it was.")
    private @Nullable String to;

    private final Invocation invocation;

    public UndeleteCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        if (paths.size() > 1 && (trashId != null || to != null)) {
            throw new UsageException("--id and --to are for one path");
        }
        try (ClusterSession session = invocation.connect()) {
            Names.forEach(invocation, paths, "brought back", path -> undelete(session, path));
            return 0;
        }
    }

    private void undelete(ClusterSession session, String path) {
        FileStat back = session.operations()
                .undelete(
                        new UndeleteRequest(StorePaths.parse(path), trashId, to == null ? null : StorePaths.parse(to)));
        if (invocation.options().json()) {
            invocation.printJson(back);
        } else {
            invocation.remark("%s is back%s"
                    .formatted(
                            invocation.show(back.path()),
                            back.version() == null ? "" : " (version %d)".formatted(back.version())));
        }
    }
}
