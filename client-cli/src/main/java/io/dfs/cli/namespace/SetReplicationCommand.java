package io.dfs.cli.namespace;

import io.dfs.cli.progress.Progress;
import io.dfs.cli.progress.ProgressDisplay;
import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.JsonListing;
import io.dfs.cli.session.UsageException;
import io.dfs.cli.store.StorePaths;
import io.dfs.cli.store.TreeWalk;
import io.dfs.cli.transfer.FailureLog;
import io.dfs.common.api.DirectoryEntry;
import io.dfs.common.api.EntryKind;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.FsckFinding;
import io.dfs.common.api.FsckReply;
import io.dfs.common.api.FsckRequest;
import io.dfs.common.api.ReplicationRequest;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "setrep",
        description =
                "Change how many replicas a file's chunks should have. They are made, or taken away, by themselves.")
public final class SetReplicationCommand implements Callable<Integer> {

    private static final Duration POLL_PAUSE = Duration.ofSeconds(1);
    private static final int BATCH = 200;

    @Parameters(index = "0", paramLabel = "N", description = "Replicas of each chunk.")
    private int replicationFactor;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "PATH",
            description = "Files in the store, or with -r directories.")
    private List<String> paths = List.of();

    @Option(
            names = {"-r", "--recursive"},
            description = "Every file below a directory.")
    private boolean recursive;

    @Option(names = "--wait", description = "Return when every chunk has as many replicas as it should.")
    private boolean waits;

    private final Invocation invocation;
    private @Nullable JsonListing json;
    private long changed;
    private long unchanged;

    public SetReplicationCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (ClusterSession session = invocation.connect();
                Progress progress = ProgressDisplay.warningsOnly(invocation)) {
            json = invocation.options().json() ? new JsonListing(invocation.out(), "files") : null;
            FailureLog failures = new FailureLog(progress, paths.size() == 1 && !recursive);
            List<FileStat> roots = new ArrayList<>();
            paths.forEach(path -> failures.attempt(path, () -> roots.add(setAll(session, path, failures))));
            if (waits) {
                awaitReplicas(session, roots);
            }
            end(failures);
            failures.throwIfAny("changed");
            return 0;
        }
    }

    private FileStat setAll(ClusterSession session, String path, FailureLog failures) {
        FilePath root = StorePaths.parse(path);
        FileStat stat = session.metadata().stat(root);
        if (stat.kind() == EntryKind.DIRECTORY && !recursive) {
            throw new UsageException("%s is a directory: give -r for every file below it".formatted(root));
        }
        eachFile(session, stat, (file, entry) -> {
            if (entry == null) {
                set(session, file, null);
            } else {
                failures.attempt(file.toString(), () -> set(session, file, entry));
            }
        });
        return stat;
    }

    private void eachFile(
            ClusterSession session, FileStat root, BiConsumer<FilePath, @Nullable DirectoryEntry> action) {
        if (root.kind() == EntryKind.DIRECTORY) {
            TreeWalk.files(session.patientMetadata(), root.path(), (file, entry) -> action.accept(file, entry));
        } else {
            action.accept(root.path(), null);
        }
    }

    private void set(ClusterSession session, FilePath file, @Nullable DirectoryEntry entry) {
        if (entry != null && entry.replicationFactor() != null && entry.replicationFactor() == replicationFactor) {
            unchanged++;
            return;
        }
        try {
            FileStat now = session.patientOperations().setReplication(file, new ReplicationRequest(replicationFactor));
            changed++;
            if (json != null) {
                json.add(now);
            }
        } catch (DfsException e) {
            if (e.code() != ErrorCode.NOT_FOUND || entry == null) {
                throw e;
            }
            // Removed since its directory was listed.
        }
    }

    private void end(FailureLog failures) {
        if (json != null) {
            json.end();
        } else if (failures.isEmpty() || changed > 0) {
            invocation.remark("%s of %s%s"
                    .formatted(
                            replicationFactor == 1 ? "1 replica" : replicationFactor + " replicas",
                            changed == 1 ? "1 file" : "%,d files".formatted(changed),
                            unchanged == 0 ? "" : "; %,d had it already".formatted(unchanged)));
        }
    }

    private void awaitReplicas(ClusterSession session, List<FileStat> roots) throws InterruptedException {
        invocation.onInterrupt("the replicas follow by themselves");
        String said = "";
        for (long left = chunksLeft(session, roots); left > 0; left = chunksLeft(session, roots)) {
            String line = "%,d chunks do not have %d replicas yet".formatted(left, replicationFactor);
            if (!line.equals(said)) {
                invocation.remark(line);
                said = line;
            }
            Thread.sleep(POLL_PAUSE);
        }
    }

    /** By facts: what fsck finds of too few or too many replicas. */
    private long chunksLeft(ClusterSession session, List<FileStat> roots) {
        List<FilePath> batch = new ArrayList<>();
        long[] left = {0};
        roots.forEach(root -> eachFile(session, root, (file, _) -> {
            batch.add(file);
            if (batch.size() == BATCH) {
                left[0] += findings(session, batch);
                batch.clear();
            }
        }));
        return left[0] + (batch.isEmpty() ? 0 : findings(session, batch));
    }

    private static long findings(ClusterSession session, List<FilePath> files) {
        FsckReply reply = session.patientOperations().fsck(new FsckRequest(List.copyOf(files)));
        return reply.findings().stream()
                .filter(SetReplicationCommand::isOfNumber)
                .count();
    }

    private static boolean isOfNumber(FsckFinding finding) {
        return switch (finding.kind()) {
            case UNREADABLE, ENDANGERED, UNDER_REPLICATED, EXCESS -> true;
            case INCONSISTENT, MISPLACED, UNVERIFIED -> false;
        };
    }
}
