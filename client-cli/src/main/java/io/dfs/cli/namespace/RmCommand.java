package io.dfs.cli.namespace;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.common.api.Removed;
import io.dfs.common.file.FilePath;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dfs rm [-r] PATH…}. */
@Command(name = "rm", description = "Moves files and directories to the trash.")
public final class RmCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Option(
            names = {"-r", "--recursive"},
            description = "Directories with everything below them too.")
    private boolean recursive;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "What to remove.")
    private List<String> paths = List.of();

    public RmCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        List<FilePath> wanted = paths.stream().map(StorePaths::parse).toList();
        try (ClusterSession cluster = invocation.connect()) {
            for (FilePath path : wanted) {
                tell(cluster.metadata().remove(path, recursive));
            }
        }
        return 0;
    }

    private void tell(Removed removed) {
        if (invocation.options().json()) {
            invocation.printJson(removed);
        } else if (!invocation.options().quiet()) {
            invocation
                    .out()
                    .println("%s went to the trash and is kept there until %s"
                            .formatted(invocation.show(removed.path()), removed.expiresAt()));
        }
    }
}
