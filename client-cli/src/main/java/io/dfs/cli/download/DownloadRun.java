package io.dfs.cli.download;

import io.dfs.cli.progress.Progress;
import io.dfs.common.api.MetadataApi;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the parts of one download share.
 *
 * @param journal of what is unfinished
 * @param gate as many permits as pieces may be in flight, over all files
 * @param files and {@code bytes}: counters for the summary
 */
record DownloadRun(
        MetadataApi metadata,
        PieceFetcher fetcher,
        Progress progress,
        DownloadJournal journal,
        boolean overwrite,
        int parallel,
        Semaphore gate,
        AtomicLong files,
        AtomicLong bytes) {}
