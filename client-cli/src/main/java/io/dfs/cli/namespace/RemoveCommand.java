package io.dfs.cli.namespace;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.store.StorePaths;
import io.dfs.cli.transfer.Names;
import io.dfs.common.api.Removed;
import io.dfs.common.error.ExitCode;
import io.dfs.common.file.FilePath;
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

    @Option(names = "--permanent", description = "Past the trash: no one can bring it back. Asks first.")
    private boolean permanent;

    @Option(names = "--yes", description = "Don't ask.")
    private boolean yes;

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "What to remove.")
    private List<String> paths = List.of();

    private final Invocation invocation;

    public RemoveCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        if (permanent && !invocation.confirmed(yes, question())) {
            return ExitCode.USAGE.number();
        }
        try (ClusterSession session = invocation.connect()) {
            Names.forEach(invocation, paths, "removed", path -> remove(session, StorePaths.parse(path)));
            return 0;
        }
    }

    private void remove(ClusterSession session, FilePath path) {
        Removed removed = permanent
                ? session.metadata().removePermanently(path, recursive)
                : session.metadata().remove(path, recursive);
        if (invocation.options().json()) {
            invocation.printJson(removed);
        } else {
            invocation.remark(sentence(removed));
        }
    }

    private String question() {
        return "Remove %s%s for good?"
                .formatted(
                        invocation.show(paths.getFirst()),
                        paths.size() == 1 ? "" : " and %,d more".formatted(paths.size() - 1));
    }

    private String sentence(Removed removed) {
        return permanent
                ? "%s is removed for good; its space is freed when its chunks have gone through quarantine, or at once with 'dfs quarantine release'"
                        .formatted(invocation.show(removed.path()))
                : "%s is in the trash until %s; 'dfs undelete %s' brings it back"
                        .formatted(
                                invocation.show(removed.path()), removed.expiresAt(), invocation.show(removed.path()));
    }
}
