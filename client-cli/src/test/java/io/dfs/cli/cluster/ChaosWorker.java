package io.dfs.cli.cluster;

import io.dfs.cli.CommandRun;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.BooleanSupplier;

/**
 * A client at work: uploads, overwrites, removes and reads below a directory of its own, and remembers what was acknowledged. A
 * command that fails in a way that may pass is run again until it succeeds; what a file is to be is therefore always
 * certain. A removed path is never used again, so that an old request that arrives late can't take away something new.
 */
final class ChaosWorker {

    private static final long LONGEST_OPERATION_NANOS = 10L * 60 * 1_000_000_000;
    private static final int MOST_FILES = 60;

    /** What a clock that jumps and a secret that is exchanged within seconds make of good tokens. */
    private static final List<String> OF_ANOTHER_TIME =
            List.of("[RECEIPT_EXPIRED]", "[RECEIPT_INVALID]", "[TICKET_EXPIRED]", "[TICKET_INVALID]");

    private final FaultCluster cluster;
    private final ChaosFigures figures;
    private final Random random;
    private final String root;
    private final Path folder;
    private final ConcurrentSkipListMap<String, Crc32c> files = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListSet<String> deleted = new ConcurrentSkipListSet<>();
    private int counter;

    ChaosWorker(FaultCluster cluster, ChaosFigures figures, int number, long seed) {
        this.cluster = cluster;
        this.figures = figures;
        this.random = new Random(seed + number);
        this.root = "/chaos/worker-" + number;
        this.folder = cluster.home().resolve("worker-" + number);
    }

    /** Path to checksum, as acknowledged. */
    Map<String, Crc32c> files() {
        return files;
    }

    /** Paths whose removal was acknowledged. */
    ConcurrentSkipListSet<String> deleted() {
        return deleted;
    }

    void work(BooleanSupplier goesOn) {
        try {
            Files.createDirectories(folder);
            while (goesOn.getAsBoolean()) {
                step();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void step() throws IOException {
        int dice = random.nextInt(100);
        if (files.isEmpty() || (dice < 22 && files.size() < MOST_FILES)) {
            upload(newPath(), "upload");
        } else if (dice < 30) {
            uploadTree();
        } else if (dice < 34) {
            uploadInAProcessThatIsKilled();
        } else if (dice < 48) {
            upload(anyOf(files.keySet()), "overwrite");
        } else if (dice < 60) {
            remove(anyOf(files.keySet()));
        } else if (dice < 66 && !deleted.isEmpty()) {
            missRemoved(anyOf(deleted));
        } else {
            download(anyOf(files.keySet()));
        }
    }

    private String newPath() {
        return "%s/file-%d".formatted(root, counter++);
    }

    private String anyOf(Iterable<String> paths) {
        List<String> all = new ArrayList<>();
        paths.forEach(all::add);
        return all.get(random.nextInt(all.size()));
    }

    private Path newSource() throws IOException {
        Path source = folder.resolve("source-" + counter++);
        long length = random.nextInt(4) == 0 ? random.nextInt(6 << 20) : random.nextInt(300_000);
        Truth.fill(source, length, random);
        return source;
    }

    private static String[] uploadCommand(Path source, String path) {
        return new String[] {
            "upload", "--overwrite", "--chunk-size", "1MiB", "--replication", "3", source.toString(), path
        };
    }

    private void upload(String path, String name) throws IOException {
        Path source = newSource();
        Crc32c crc32c = Truth.crc32c(source);
        untilDone(uploadCommand(source, path));
        acknowledge(path, source, crc32c, name);
    }

    /** The same command run again continues where the killed one was, and may find the file committed already. */
    private void uploadInAProcessThatIsKilled() throws IOException {
        Path source = newSource();
        Crc32c crc32c = Truth.crc32c(source);
        String path = newPath();
        DfsProcess process = cluster.dfs(uploadCommand(source, path));
        process.killAfterMillis(random.nextInt(1500));
        untilDone(uploadCommand(source, path));
        acknowledge(path, source, crc32c, "upload-killed");
    }

    private void acknowledge(String path, Path source, Crc32c crc32c, String name) throws IOException {
        figures.operation(name);
        figures.sent(Files.size(source));
        files.put(path, crc32c);
        Files.delete(source);
    }

    /** Small files, which travel in a pack and share a chunk. */
    private void uploadTree() throws IOException {
        Path tree = Files.createDirectories(folder.resolve("tree-" + counter));
        String target = "%s/tree-%d".formatted(root, counter++);
        for (int i = 0; i < 8; i++) {
            Truth.fill(tree.resolve("small-" + i), 1 + random.nextInt(20_000), random);
        }
        untilDone("upload", "-r", "--overwrite", "--replication", "3", tree.toString(), target);
        for (Path source : ClusterProbe.files(tree)) {
            acknowledge(target + "/" + source.getFileName(), source, Truth.crc32c(source), "upload-packed");
        }
        Files.delete(tree);
    }

    private void remove(String path) {
        CommandRun first = cluster.run("rm", path);
        if (first.exitCode() == ExitCode.NOT_FOUND.number()) {
            throw new AssertionError("LOST: %s was acknowledged and is not there: %s".formatted(path, first.err()));
        }
        if (first.exitCode() != 0) {
            // The file may be gone already: the answer was lost, not the request.
            retry(first, ExitCode.NOT_FOUND, "rm", path);
        }
        files.remove(path);
        deleted.add(path);
        figures.operation("remove");
    }

    private void missRemoved(String path) {
        CommandRun run = cluster.run("stat", path);
        if (run.exitCode() != ExitCode.NOT_FOUND.number()) {
            requirePassing(run, "stat", path);
            if (run.exitCode() == 0) {
                throw new AssertionError("BACK: %s was removed and is there again: %s".formatted(path, run.out()));
            }
            figures.retry(run.exitCode());
        }
        figures.operation("miss-removed");
    }

    private void download(String path) throws IOException {
        Path target = folder.resolve("target");
        untilDone("download", "--overwrite", path, target.toString());
        Crc32c found = Truth.crc32c(target);
        if (!found.equals(files.get(path))) {
            throw new AssertionError("CHANGED: %s has crc32c %s, acknowledged was %s; what came is kept in %s"
                    .formatted(path, found, files.get(path), target));
        }
        figures.operation("download");
        figures.received(Files.size(target));
        Files.delete(target);
    }

    private void untilDone(String... arguments) {
        CommandRun run = cluster.run(arguments);
        if (run.exitCode() != 0) {
            retry(run, ExitCode.OK, arguments);
        }
    }

    /** @param alsoDone an exit code that means success from the second time on */
    private void retry(CommandRun failed, ExitCode alsoDone, String... arguments) {
        long deadline = System.nanoTime() + LONGEST_OPERATION_NANOS;
        CommandRun run = failed;
        while (run.exitCode() != 0 && !(run != failed && run.exitCode() == alsoDone.number())) {
            requirePassing(run, arguments);
            if (System.nanoTime() > deadline) {
                throw new AssertionError("STUCK: dfs %s fails for 10 minutes, last with %d: %s"
                        .formatted(String.join(" ", arguments), run.exitCode(), run.err()));
            }
            figures.retry(run.exitCode());
            run = cluster.run(arguments);
        }
    }

    /** Whether the failure is one that a cluster under faults may show. */
    private static void requirePassing(CommandRun run, String... arguments) {
        boolean passing =
                List.of(ExitCode.OK, ExitCode.UNAVAILABLE, ExitCode.NO_SPACE, ExitCode.INTEGRITY, ExitCode.FAILURE)
                        .stream()
                        .anyMatch(code -> code.number() == run.exitCode());
        for (String code : OF_ANOTHER_TIME) {
            passing |= run.exitCode() == ExitCode.REFUSED.number() && run.err().contains(code);
        }
        if (!passing) {
            throw new AssertionError("REFUSED: dfs %s ends with %d: %s"
                    .formatted(String.join(" ", arguments), run.exitCode(), run.err()));
        }
    }
}
