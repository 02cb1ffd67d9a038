package io.dfs.cli.namespace;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.store.StorePaths;
import io.dfs.cli.transfer.Names;
import io.dfs.common.api.Removed;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "rm", description = "Move files, or with -r directories, to the trash.")
public final class RemoveCommand implements Callable<Integer> {

    @Option(
            names = {"-r", "--recursive"},
            description = "Directories too, with everything in them.")
    private boolean recursive;

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "What to remove.")
    private List<String> paths = List.of();

    private final Invocation invocation;

    public RemoveCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (ClusterSession session = invocation.connect()) {
            Names.forEach(invocation, paths, "removed", path -> remove(session, path));
            return 0;
        }
    }

    private void remove(ClusterSession session, String path) {
        Removed removed = session.metadata().remove(StorePaths.parse(path), recursive);
        if (invocation.options().json()) {
            invocation.printJson(removed);
        } else {
            invocation.remark("%s is in the trash until %s; 'dfs undelete %s' brings it back"
                    .formatted(invocation.show(removed.path()), removed.expiresAt(), invocation.show(removed.path())));
        }
    }
}
