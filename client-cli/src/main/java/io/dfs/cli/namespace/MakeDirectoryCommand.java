package io.dfs.cli.namespace;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.store.StorePaths;
import io.dfs.cli.transfer.Names;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.MakeDirectoryRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "mkdir", description = "Make directories.")
public final class MakeDirectoryCommand implements Callable<Integer> {

    @Option(names = "-p", description = "Make missing parents too, and be content if the directory exists.")
    private boolean parents;

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Directories in the store.")
    private List<String> paths = List.of();

    private final Invocation invocation;

    public MakeDirectoryCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (ClusterSession session = invocation.connect()) {
            Names.forEach(invocation, paths, "made", path -> make(session, path));
            return 0;
        }
    }

    private void make(ClusterSession session, String path) {
        FileStat made = session.metadata().makeDirectory(new MakeDirectoryRequest(StorePaths.parse(path), parents));
        if (invocation.options().json()) {
            invocation.printJson(made);
        }
    }
}
