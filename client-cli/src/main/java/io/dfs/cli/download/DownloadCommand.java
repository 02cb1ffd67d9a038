package io.dfs.cli.download;

import io.dfs.cli.download.LocalTarget.Device;
import io.dfs.cli.download.LocalTarget.Obstacle;
import io.dfs.cli.download.LocalTarget.RegularFile;
import io.dfs.cli.progress.Progress;
import io.dfs.cli.progress.ProgressDisplay;
import io.dfs.cli.progress.Tally;
import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.UsageException;
import io.dfs.cli.store.StorePaths;
import io.dfs.cli.transfer.CopyOptions;
import io.dfs.cli.transfer.FailureLog;
import io.dfs.cli.transfer.LocalFileException;
import io.dfs.common.api.EntryKind;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.size.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dfs download SOURCE… TARGET}. */
@Command(
        name = "download",
        description = "Copies files out of the store. Every byte is checked before it counts.",
        footer = {
            "",
            "If TARGET is a directory, or ends with a slash, each SOURCE goes below it under its own name. TARGET - is"
                    + " standard output. Running the same command again after it broke off fetches only what is missing.",
            "",
            "Examples:",
            "  dfs download /videos/film.mkv .",
            "  dfs download -r /backup/photos photos",
            "  dfs download --range 0-1023 /videos/film.mkv head.bin"
        })
public final class DownloadCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Mixin
    private final CopyOptions copy = new CopyOptions();

    @Option(
            names = "--range",
            paramLabel = "RANGE",
            description = "Bytes A-B (both included), A- (from A on) or -N (the last N).")
    private @Nullable String range;

    @Option(names = "--overwrite", description = "Replace files that exist.")
    private boolean overwrite;

    public DownloadCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        List<FilePath> sources = copy.sources().stream().map(StorePaths::parse).toList();
        String target = copy.target();
        ByteRange bytes = range == null ? null : ByteRange.parse(range);
        requireSense(sources, target);
        try (ClusterSession cluster = invocation.connect(copy.parallel())) {
            if (target.equals("-")) {
                toStandardOutput(cluster, sources.getFirst(), bytes);
            } else {
                toFiles(cluster, sources, target, bytes);
            }
        }
        return 0;
    }

    private void requireSense(List<FilePath> sources, String target) {
        if (range != null && (copy.recursive() || sources.size() > 1)) {
            throw new UsageException("--range is for one file");
        }
        if (target.equals("-") && (copy.recursive() || sources.size() > 1)) {
            throw new UsageException("standard output (-) takes one file");
        }
    }

    private void toStandardOutput(ClusterSession cluster, FilePath source, @Nullable ByteRange bytes) {
        try (Progress progress = ProgressDisplay.open(invocation, "download " + source)) {
            long startedNanos = System.nanoTime();
            DownloadRun run = Downloads.streams(invocation, cluster, progress, copy.parallel());
            new StreamDownload(run, source, bytes).copyTo(invocation.console().rawOut(), "to standard output");
            progress.finish(summary(run, startedNanos));
        }
    }

    private void toFiles(ClusterSession cluster, List<FilePath> sources, String targetText, @Nullable ByteRange bytes) {
        Path target = local(targetText);
        boolean slash = targetText.endsWith("/");
        if (sources.size() > 1) {
            requirePlaces(sources, targetText, slash || Files.isDirectory(target));
        }
        try (Progress progress = ProgressDisplay.open(invocation, taskName(sources));
                DownloadJournal journal = journal(sources, target, slash, progress)) {
            boolean continued = copy.recursive() && sources.size() == 1 && journal.isTree(target);
            boolean below = !continued && (slash || Files.isDirectory(target));
            invocation.onInterrupt("run the same command again to go on from here");
            DownloadRun run = Downloads.run(invocation, cluster, progress, journal, overwrite, copy.parallel());
            toFiles(run, sources, source -> below ? under(target, source) : target, bytes);
        }
    }

    private DownloadJournal journal(List<FilePath> sources, Path target, boolean slash, Progress progress) {
        Path journals = invocation.environment().stateDirectory().resolve("downloads");
        Leftovers.removeOld(journals, invocation.environment().clock().instant(), progress::warn);
        return DownloadJournal.open(
                journals,
                new DownloadIdentity(sources, target + (slash ? "/" : ""), copy.recursive(), range),
                progress::warn);
    }

    private static void requirePlaces(List<FilePath> sources, String target, boolean below) {
        if (!below) {
            throw new UsageException("%s is not a directory: several sources need one".formatted(target));
        }
        Set<String> names = new HashSet<>();
        for (FilePath source : sources) {
            if (!names.add(source.isRoot() ? "" : source.name())) {
                throw new UsageException("two of the sources would become %s: download them one by one"
                        .formatted(under(Path.of(target), source)));
            }
        }
    }

    private void toFiles(
            DownloadRun run, List<FilePath> sources, Function<FilePath, Path> place, @Nullable ByteRange bytes) {
        long startedNanos = System.nanoTime();
        FailureLog failures = new FailureLog(run.progress(), sources.size() == 1 && !copy.recursive());
        Leftovers.removeUseless(run.journal(), run.progress()::warn);
        try {
            for (FilePath source : sources) {
                failures.attempt(source.toString(), () -> download(run, failures, source, place.apply(source), bytes));
            }
            failures.throwIfAny("downloaded");
            Leftovers.removeAll(run.journal(), run.progress()::warn);
        } finally {
            run.journal().deleteIfEmpty();
        }
        run.progress().finish(summary(run, startedNanos));
    }

    private static String taskName(List<FilePath> sources) {
        return sources.size() == 1
                ? "download " + sources.getFirst()
                : "download %s and %d more".formatted(sources.getFirst(), sources.size() - 1);
    }

    private void download(
            DownloadRun run, FailureLog failures, FilePath source, Path target, @Nullable ByteRange bytes) {
        if (copy.recursive() && (source.isRoot() || run.metadata().stat(source).kind() == EntryKind.DIRECTORY)) {
            downloadTree(run, failures, source, target);
            return;
        }
        makeDirectories(target.getParent());
        try {
            downloadFile(run, source, target, bytes);
        } catch (DfsException e) {
            throw e.code() == ErrorCode.IS_A_DIRECTORY
                    ? new DfsException(
                            e.code(),
                            "%s is a directory: give -r to download it with everything below".formatted(source))
                    : e;
        }
    }

    private static void downloadTree(DownloadRun run, FailureLog failures, FilePath source, Path target) {
        if (!Files.isDirectory(target)) {
            makeDirectories(target);
            run.journal().treeIs(target);
        }
        TreeDownload.download(run, failures, source, target);
    }

    private static void downloadFile(DownloadRun run, FilePath source, Path target, @Nullable ByteRange bytes) {
        switch (LocalTarget.named(target)) {
            case RegularFile file -> new FileDownload(run, source, file.path(), bytes).download();
            case Device device -> DeviceOutput.write(device, run.progress(), new StreamDownload(run, source, bytes));
            case Obstacle obstacle -> throw obstacle.failure();
        }
    }

    private static void makeDirectories(@Nullable Path directory) {
        if (directory != null && !Files.isDirectory(directory)) {
            try {
                Files.createDirectories(directory);
            } catch (IOException e) {
                throw LocalFileException.of("make the directory", directory, e);
            }
        }
    }

    private Path local(String text) {
        try {
            return invocation.environment().workingDirectory().resolve(text);
        } catch (InvalidPathException e) {
            throw new UsageException("'%s' can't be a file's name here: %s".formatted(text, e.getReason()));
        }
    }

    private static Path under(Path directory, FilePath source) {
        return source.isRoot() ? directory : directory.resolve(source.name());
    }

    private static String summary(DownloadRun run, long startedNanos) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - startedNanos);
        long files = run.files().get();
        return "downloaded %d %s, %s in %s (%s), all verified"
                .formatted(
                        files,
                        files == 1 ? "file" : "files",
                        ByteSize.format(run.bytes().get()),
                        Tally.duration(elapsed),
                        Tally.rateText(run.bytes().get(), elapsed));
    }
}
