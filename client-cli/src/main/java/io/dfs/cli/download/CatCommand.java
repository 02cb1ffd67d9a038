package io.dfs.cli.download;

import io.dfs.cli.progress.Progress;
import io.dfs.cli.progress.ProgressDisplay;
import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.store.StorePaths;
import io.dfs.cli.transfer.FailureLog;
import io.dfs.common.file.FilePath;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dfs cat PATH…}: without progress, because it shares the screen with the file. */
@Command(name = "cat", description = "Prints files. Every byte is checked before it is printed.")
public final class CatCommand implements Callable<Integer> {

    private static final int PARALLEL = 4;

    private final Invocation invocation;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files in the store.")
    private List<String> paths = List.of();

    public CatCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (ClusterSession cluster = invocation.connect(PARALLEL);
                Progress progress = ProgressDisplay.warningsOnly(invocation)) {
            DownloadRun run = Downloads.streams(invocation, cluster, progress, PARALLEL);
            FailureLog failures = new FailureLog(progress, paths.size() == 1);
            paths.forEach(path -> failures.attempt(path, () -> print(run, StorePaths.parse(path))));
            failures.throwIfAny("printed");
        }
        return 0;
    }

    private void print(DownloadRun run, FilePath file) {
        new StreamDownload(run, file, null).copyTo(invocation.console().rawOut(), "to standard output");
    }
}
