package io.dfs.cli.download;

import io.dfs.cli.progress.Progress;
import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Puts the parts of a download together. */
final class Downloads {

    private Downloads() {}

    static DownloadRun run(
            Invocation invocation, ClusterSession cluster, Progress progress, boolean overwrite, int parallel) {
        PieceFetcher fetcher = new PieceFetcher(
                cluster.patientMetadata(),
                cluster.metadata(),
                new ReplicaReader(cluster.nodes()),
                invocation.settings(),
                progress);
        return new DownloadRun(
                cluster.patientMetadata(),
                fetcher,
                progress,
                overwrite,
                parallel,
                new Semaphore(parallel),
                new AtomicLong(),
                new AtomicLong());
    }
}
