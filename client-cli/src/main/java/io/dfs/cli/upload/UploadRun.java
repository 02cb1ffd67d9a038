package io.dfs.cli.upload;

import io.dfs.cli.progress.Progress;
import io.dfs.cli.transfer.FailureLog;
import io.dfs.cli.transfer.Slots;
import io.dfs.common.api.MetadataApi;

/** What the parts of one upload share. */
record UploadRun(
        MetadataApi metadata,
        UploadOptions options,
        ChunkSender sender,
        UploadJournal journal,
        Spool spool,
        Slots slots,
        Progress progress,
        FailureLog failures,
        UploadResults results,
        Committer committer) {}
