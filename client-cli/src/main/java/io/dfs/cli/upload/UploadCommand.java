package io.dfs.cli.upload;

import io.dfs.cli.progress.Progress;
import io.dfs.cli.progress.ProgressDisplay;
import io.dfs.cli.session.ClusterSession;
import io.dfs.cli.session.Invocation;
import io.dfs.cli.session.UsageException;
import io.dfs.cli.transfer.CopyOptions;
import io.dfs.cli.transfer.FailureLog;
import io.dfs.cli.transfer.LocalFileException;
import io.dfs.cli.upload.TargetResolver.Target;
import io.dfs.common.api.ClusterInfo;
import io.dfs.common.api.EntryKind;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.size.ByteSize;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dfs upload SOURCE… TARGET}. */
@Command(
        name = "upload",
        description = "Copies files into the store.",
        footer = {
            "",
            "TARGET is a path in the store. If it is a directory, or ends with a slash, each SOURCE goes below it under"
                    + " its own name. SOURCE - is standard input. Running the same command again after it broke off"
                    + " sends only what is missing.",
            "",
            "Examples:",
            "  dfs upload film.mkv /videos/",
            "  dfs upload -r photos /backup/photos",
            "  dfs upload --command 'pg_dump shop' /dumps/shop.sql",
            "  tar c photos | dfs upload - /backup/photos.tar",
            "",
            "What a pipe brings to its end is stored, also if the program before it has failed: --command stores nothing then."
        })
public final class UploadCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Mixin
    private final CopyOptions copy = new CopyOptions();

    @Option(
            names = "--chunk-size",
            converter = SizeConverter.class,
            paramLabel = "SIZE",
            description =
                    "Size of the chunks, such as 16MiB. Default: the cluster's. Raised where a file would have too"
                            + " many chunks.")
    private @Nullable Long chunkSizeBytes;

    @Option(
            names = "--replication",
            paramLabel = "N",
            description = "How many nodes are to hold each chunk. Default: the cluster's.")
    private @Nullable Integer replication;

    @Option(names = "--overwrite", description = "Replace files that exist; they go to the trash.")
    private boolean overwrite;

    @Option(
            names = "--relay",
            description = "Send each chunk once and let the first node pass it on: for slow uplinks.")
    private boolean relay;

    @Option(
            names = "--links",
            defaultValue = "skip",
            paramLabel = "HOW",
            description =
                    "Links in directories: 'skip' leaves them out, 'follow' stores what they point to. A SOURCE that is a"
                            + " link is always followed. Default: ${DEFAULT-VALUE}.")
    private LinkPolicy links = LinkPolicy.SKIP;

    @Option(
            names = "--command",
            paramLabel = "LINE",
            description =
                    "Run LINE with sh and store what it prints; if it fails, nothing is stored. In place of SOURCE.")
    private @Nullable String command;

    public UploadCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        copy.parallel(); // a number that makes no sense is told before anything is asked
        if (command != null) {
            uploadOutputOf(command);
        } else if (copy.sources().contains("-")) {
            uploadStandardInput(copy.sources());
        } else {
            uploadFiles(copy.sources(), copy.target());
        }
        return 0;
    }

    private void uploadFiles(List<String> sources, String target) {
        Target.parse(target); // a path that can't be is told before anything is asked
        try (Progress warnings = ProgressDisplay.warningsOnly(invocation)) {
            FailureLog unusable = new FailureLog(warnings, sources.size() == 1);
            List<Path> files = new ArrayList<>();
            sources.forEach(source -> unusable.attempt(source, () -> files.add(local(source))));
            if (!files.isEmpty()) {
                try (ClusterSession cluster = invocation.connect(copy.parallel())) {
                    uploadFiles(cluster, options(cluster.info()), files, target);
                }
            }
            unusable.throwIfAny("uploaded");
        }
    }

    private Path local(String text) {
        Path path;
        try {
            path = invocation.environment().workingDirectory().resolve(text);
        } catch (InvalidPathException e) {
            throw new UsageException("'%s' can't be a file's name here: %s".formatted(text, e.getReason()));
        }
        if (!Files.exists(path)) {
            // Bytes that are not UTF-8 have become this character on their way to us.
            String hint = text.indexOf('\uFFFD') < 0
                    ? ""
                    : " (a name that is not valid UTF-8 can't be given: rename the file, or 'dfs upload - TARGET < FILE')";
            throw new LocalFileException("there is no file or directory %s%s".formatted(text, hint));
        }
        if (Files.isDirectory(path) && !copy.recursive()) {
            throw new UsageException("%s is a directory: give -r to upload it with everything below".formatted(text));
        }
        return path;
    }

    private UploadOptions options(ClusterInfo info) {
        long chunkSize = chunkSizeBytes == null ? info.defaultChunkSizeBytes() : chunkSizeBytes;
        if (chunkSize < info.minChunkSizeBytes() || chunkSize > info.maxChunkSizeBytes()) {
            throw new DfsException(
                    ErrorCode.INVALID_CHUNK_SIZE,
                    "chunks of %s are not possible here: give %s to %s"
                            .formatted(
                                    ByteSize.format(chunkSize),
                                    ByteSize.format(info.minChunkSizeBytes()),
                                    ByteSize.format(info.maxChunkSizeBytes())));
        }
        int replicas = replication == null ? info.defaultReplicationFactor() : replication;
        if (replicas < 1 || replicas > info.maxReplicationFactor()) {
            throw new DfsException(
                    ErrorCode.INVALID_REPLICATION_FACTOR,
                    "%d replicas are not possible here: give 1 to %d".formatted(replicas, info.maxReplicationFactor()));
        }
        return UploadOptions.of(info, chunkSize, replicas, overwrite, copy.parallel(), relay);
    }

    private void uploadFiles(ClusterSession cluster, UploadOptions options, List<Path> files, String target) {
        JournalIdentity identity = new JournalIdentity(
                options.cluster().clusterId(),
                files.stream().map(file -> file.toAbsolutePath().toString()).toList(),
                target,
                options.chunkSizeBytes(),
                options.replicationFactor(),
                options.overwrite());
        Path directory = invocation.environment().stateDirectory().resolve("uploads");
        invocation.onInterrupt("run the same command again to continue from here");
        try (UploadJournal journal =
                UploadJournal.open(directory, identity, invocation.environment().clock(), this::notResumable)) {
            boolean whole = false;
            try {
                ExistingTargets existing = new ExistingTargets(cluster.patientMetadata());
                List<FilePath> targets = journal.targets(
                        identity,
                        () -> new TargetResolver(existing, copy.sources().size() > 1)
                                .resolve(files, Target.parse(target)));
                List<Source> sources = IntStream.range(0, files.size())
                        .mapToObj(i -> new Source(files.get(i), targets.get(i)))
                        .toList();
                new UploadExecution(invocation, cluster, options, journal, taskName(sources))
                        .upload(
                                existing,
                                () -> new SourceWalk(
                                        sources,
                                        links,
                                        new OwnFiles(invocation.environment().stateDirectory())));
                whole = true;
            } finally {
                if (whole || !journal.isUseful()) {
                    journal.delete();
                }
            }
        }
    }

    private void notResumable(String why) {
        invocation.onInterrupt("the same command again begins from the start");
        invocation.remark("dfs: " + why);
    }

    private static String taskName(List<Source> sources) {
        String first = sources.getFirst().path().toString();
        return sources.size() == 1 ? "upload " + first : "upload %s and %d more".formatted(first, sources.size() - 1);
    }

    private void uploadStandardInput(List<String> sources) {
        if (sources.size() > 1) {
            throw new UsageException("standard input (-) can't be combined with other sources");
        }
        uploadStream(
                copy.target(),
                () -> StreamSource.standardInput(invocation.console().in()));
    }

    private void uploadOutputOf(String line) {
        if (copy.recursive()) {
            throw new UsageException("--command gives one file: leave out -r");
        }
        uploadStream(
                copy.onlyTarget(),
                () -> Producer.start(line, invocation.environment().workingDirectory()));
    }

    /** @param opener called when nothing stands in the way of the upload any more */
    private void uploadStream(String target, Supplier<StreamSource> opener) {
        if (target.endsWith("/")) {
            throw new UsageException("a stream has no name: give the file's path as the target, not a directory");
        }
        FilePath path = FilePath.valueOf(target);
        try (ClusterSession cluster = invocation.connect(copy.parallel())) {
            UploadOptions options = options(cluster.info());
            EntryKind kind = new ExistingTargets(cluster.metadata()).kindAt(path);
            if (kind == EntryKind.DIRECTORY) {
                throw ExistingTargets.isDirectoryError(path);
            }
            if (kind == EntryKind.FILE && !overwrite) {
                throw ExistingTargets.alreadyExists(path);
            }
            UploadJournal journal =
                    UploadJournal.unrecorded(invocation.environment().clock());
            try (StreamSource source = opener.get()) {
                new UploadExecution(invocation, cluster, options, journal, "upload to " + path)
                        .uploadStream(source, path);
            }
        }
    }
}
