package io.dfs.cli.upload;

import io.dfs.cli.progress.Progress;
import io.dfs.cli.progress.ProgressDisplay;
import io.dfs.cli.progress.Tally;
import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.transfer.FailureLog;
import io.dfs.cli.transfer.Slots;
import io.dfs.cli.transfer.SlowNodeReports;
import io.dfs.cli.upload.UploadItem.LocalFile;
import io.dfs.common.file.FilePath;
import io.dfs.common.size.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** One upload with its progress, from the first item to the summary. */
final class UploadExecution {

    private final Invocation invocation;
    private final UploadOptions options;
    private final ClusterSession cluster;
    private final UploadJournal journal;
    private final String task;
    private final long startedNanos = System.nanoTime();
    private final UploadResults results;

    UploadExecution(
            Invocation invocation, ClusterSession cluster, UploadOptions options, UploadJournal journal, String task) {
        this.invocation = invocation;
        this.results = new UploadResults(invocation.options().json() ? invocation.out() : null);
        this.cluster = cluster;
        this.options = options;
        this.journal = journal;
        this.task = task;
    }

    void upload(ExistingTargets existing, Supplier<SourceWalk> walks) {
        try (Progress progress = ProgressDisplay.open(invocation, task);
                Slots slots = new Slots(options.parallel())) {
            long items = announce(walks, progress);
            UploadRun run = run(progress, slots, items == 1);
            try (SourceWalk walk = walks.get()) {
                new Uploader(run, existing).upload(walk);
            } finally {
                results.end();
            }
            finish(run);
        }
    }

    void uploadStream(StreamSource source, FilePath target) {
        try (Progress progress = ProgressDisplay.open(invocation, task);
                Slots slots = new Slots(options.parallel())) {
            UploadRun run = run(progress, slots, true);
            try {
                new StreamUploader(run).upload(source, target);
            } finally {
                results.end();
            }
            finish(run);
        }
    }

    /** A first look at everything, so that the progress knows its end. Returns the number of files. */
    private static long announce(Supplier<SourceWalk> walks, Progress progress) {
        long files = 0;
        try (SourceWalk walk = walks.get()) {
            while (walk.hasNext()) {
                UploadItem item = walk.next();
                files++;
                if (item instanceof LocalFile file) {
                    progress.expect(file.sizeBytes());
                }
            }
        }
        return files;
    }

    private UploadRun run(Progress progress, Slots slots, boolean alone) {
        NodeExclusions exclusions = new NodeExclusions(invocation.settings().exclusion());
        int window = Math.clamp(2L * options.parallel(), 1, options.cluster().maxTicketsPerAllocation());
        TicketSupply tickets =
                new TicketSupply(cluster.patientMetadata(), exclusions, options.replicationFactor(), window);
        Transmitter transmitter = new Transmitter(cluster.nodes(), invocation.settings(), options.relay());
        ChunkSender sender = new ChunkSender(
                tickets,
                transmitter,
                exclusions,
                invocation.settings(),
                options.replicationFactor(),
                progress::warn,
                new SlowNodeReports(cluster.metadata()));
        return new UploadRun(
                cluster.patientMetadata(),
                options,
                sender,
                journal,
                new Spool(invocation.environment().temporaryDirectory(), options.parallel() + 1),
                slots,
                progress,
                new FailureLog(progress, alone),
                results,
                new Committer(cluster.patientMetadata(), journal, results));
    }

    private void finish(UploadRun run) {
        long settled = run.sender().settledChunks();
        if (settled > 0) {
            run.progress()
                    .warn(
                            "%d %s fewer than %d replicas for now; the cluster makes the others as soon as nodes have room"
                                    .formatted(
                                            settled,
                                            settled == 1 ? "chunk has" : "chunks have",
                                            options.replicationFactor()));
        }
        run.failures().throwIfAny("uploaded");
        run.progress().finish(summary(run.sender()));
    }

    private String summary(ChunkSender sender) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - startedNanos);
        StringBuilder text = new StringBuilder("uploaded %d %s, %s in %s (%s), %s"
                .formatted(
                        results.files(),
                        results.files() == 1 ? "file" : "files",
                        ByteSize.format(results.bytes()),
                        Tally.duration(elapsed),
                        Tally.rateText(results.sentBytes(), elapsed),
                        replicas(sender)));
        if (results.resumedFiles() > 0) {
            text.append("; %d more had been uploaded before".formatted(results.resumedFiles()));
        }
        return text.toString();
    }

    /** What there is now, and what is to come from elsewhere. */
    private String replicas(ChunkSender sender) {
        int wanted = options.replicationFactor();
        if (results.missingReplicas() == 0) {
            return "%d %s".formatted(wanted, wanted == 1 ? "replica" : "replicas");
        }
        String now = sender.leastReplicas() < wanted
                ? "%d of %d replicas".formatted(sender.leastReplicas(), wanted)
                : "%d replicas wanted".formatted(wanted);
        List<String> slow = sender.slowNodes();
        return "%s; %d more %s by repair%s"
                .formatted(
                        now,
                        results.missingReplicas(),
                        results.missingReplicas() == 1 ? "follows" : "follow",
                        slow.isEmpty()
                                ? ""
                                : ": %s %s slow".formatted(String.join(", ", slow), slow.size() == 1 ? "is" : "are"));
    }
}
