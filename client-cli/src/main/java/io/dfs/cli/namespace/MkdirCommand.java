package io.dfs.cli.namespace;

import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.MakeDirectoryRequest;
import io.dfs.common.file.FilePath;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dfs mkdir [-p] PATH…}. */
@Command(name = "mkdir", description = "Makes directories.")
public final class MkdirCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Option(
            names = {"-p", "--parents"},
            description = "Make missing parents too, and be content if the directory exists.")
    private boolean parents;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Directories to make.")
    private List<String> paths = List.of();

    public MkdirCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        List<FilePath> wanted = paths.stream().map(StorePaths::parse).toList();
        try (ClusterSession cluster = invocation.connect()) {
            for (FilePath path : wanted) {
                FileStat made = cluster.metadata().makeDirectory(new MakeDirectoryRequest(path, parents));
                if (invocation.options().json()) {
                    invocation.printJson(made);
                }
            }
        }
        return 0;
    }
}
