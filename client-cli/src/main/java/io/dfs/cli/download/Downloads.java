package io.dfs.cli.download;

import io.dfs.cli.progress.Progress;
import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Puts the parts of a download together. */
final class Downloads {

    private Downloads() {}

    /** For a download that leaves nothing on this machine that could be continued. */
    static DownloadRun streams(Invocation invocation, ClusterSession cluster, Progress progress, int parallel) {
        return run(invocation, cluster, progress, DownloadJournal.unrecorded(), false, parallel);
    }

    static DownloadRun run(
            Invocation invocation,
            ClusterSession cluster,
            Progress progress,
            DownloadJournal journal,
            boolean overwrite,
            int parallel) {
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
                journal,
                overwrite,
                parallel,
                new Semaphore(parallel),
                new AtomicLong(),
                new AtomicLong());
    }
}
