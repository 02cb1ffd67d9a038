package io.dfs.cli.demo;

import io.dfs.cli.local.LocalCluster;
import io.dfs.cli.local.LocalClusterControl;
import io.dfs.cli.local.LocalClusterException;
import io.dfs.cli.local.Ports;
import io.dfs.cli.session.Invocation;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.HttpMetadataApi;
import io.dfs.common.http.Retry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "demo", description = "A guided tour: cluster, upload, pulled plug, healing, download.")
public final class DemoCommand implements Callable<Integer> {

    private static final int NODES = 4;
    private static final int FIRST_PORT = 17070;
    private static final int LAST_PORT = 18070;
    private static final long SAMPLE_LENGTH_BYTES = 200L << 20;
    private static final Duration HEAL_LIMIT = Duration.ofMinutes(2);

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "The file to store. Default: 200 MiB of random bytes.")
    private @Nullable Path file;

    private final Invocation invocation;
    private final ToIntFunction<List<String>> dfs;
    private final Instant begun = Instant.now();
    private int step;

    /** @param dfs runs a dfs command in this process and returns its exit code */
    public DemoCommand(Invocation invocation, ToIntFunction<List<String>> dfs) {
        this.invocation = invocation;
        this.dfs = dfs;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path given = file == null
                ? null
                : invocation.environment().workingDirectory().resolve(file);
        if (given != null && (!Files.isRegularFile(given) || Files.size(given) == 0)) {
            throw new LocalClusterException(
                    "%s is not a file with something in it: give one, or none for a sample".formatted(given));
        }
        Path folder = Files.createTempDirectory("dfs-demo-");
        LocalClusterControl cluster = new LocalClusterControl(
                folder.resolve("cluster"), invocation.environment().variables());
        Thread cleanUp = new Thread(() -> removeAll(cluster, folder));
        Runtime.getRuntime().addShutdownHook(cleanUp);
        try {
            tour(cluster, given == null ? sample(folder) : given, folder.resolve("downloaded"));
            return 0;
        } finally {
            Runtime.getRuntime().removeShutdownHook(cleanUp);
            removeAll(cluster, folder);
        }
    }

    private void tour(LocalClusterControl cluster, Path source, Path copy) throws IOException, InterruptedException {
        say("A cluster on this machine: a metadata service, a controller, and %d storage nodes.".formatted(NODES));
        LocalCluster started =
                cluster.up(NODES, 1, Ports.freeBasePort(FIRST_PORT, LAST_PORT, NODES), invocation::remark);
        List<String> where = List.of(
                "--endpoint",
                started.endpoint(),
                "--token-file",
                cluster.adminToken().toString());

        say("Store %s. Each chunk of 8 MiB goes to 3 nodes, and counts when it is on their disks."
                .formatted(source.getFileName()));
        run("upload", where, "--chunk-size", "8MiB", "--replication", "3", source.toString(), "/demo/file");

        try (CloseableHttpClient http = HttpClients.create(Duration.ofSeconds(2), Duration.ofSeconds(10), 4)) {
            String token = Files.readString(cluster.adminToken());
            MetadataApi metadata =
                    new HttpMetadataApi(http, URI.create(started.endpoint()), Retry.PATIENT, () -> token);
            FileStat stored = stat(metadata);
            line("  " + ReplicaCount.of(stored));

            String victim = stored.extents().getFirst().replicas().getFirst().node();
            say("Pull the plug of %s (kill -9).".formatted(victim));
            cluster.kill(victim);
            say(
                    "No one does anything now. The cluster notices (10 s here, 60 s by default) and re-creates the replicas:");
            watchHealing(metadata);
        }

        say("Fetch the file, with that node still dead. Every byte is checked on the way.");
        run("download", where, "/demo/file", copy.toString());
        long difference = Files.mismatch(source, copy);
        if (difference >= 0) {
            throw new LocalClusterException("the downloaded file differs at byte %d".formatted(difference));
        }
        line("  identical, byte for byte");
        say("Stop the cluster and remove what it stored.");
    }

    private void watchHealing(MetadataApi metadata) throws InterruptedException {
        long deadline = System.nanoTime() + HEAL_LIMIT.toNanos();
        boolean noticed = false;
        String shown = "";
        while (System.nanoTime() < deadline) {
            ReplicaCount count = ReplicaCount.of(stat(metadata));
            if (!count.toString().equals(shown)) {
                shown = count.toString();
                line("  %3d s  %s"
                        .formatted(Duration.between(begun, Instant.now()).toSeconds(), shown));
            }
            noticed |= !count.isWhole();
            if (noticed && count.isWhole()) {
                return;
            }
            Thread.sleep(Duration.ofMillis(500));
        }
        throw new LocalClusterException("the cluster did not heal within %d s".formatted(HEAL_LIMIT.toSeconds()));
    }

    private static FileStat stat(MetadataApi metadata) {
        return metadata.stat(FilePath.valueOf("/demo/file"));
    }

    /** @param where the options that lead to the cluster, and open it */
    private void run(String name, List<String> where, String... arguments) {
        List<String> command = Stream.of(List.of(name), where, List.of(arguments))
                .flatMap(List::stream)
                .toList();
        line("  $ dfs " + String.join(" ", command));
        invocation.out().flush();
        int exitCode = dfs.applyAsInt(command);
        if (exitCode != 0) {
            throw new LocalClusterException("that failed with exit code %d".formatted(exitCode));
        }
    }

    private Path sample(Path folder) throws IOException {
        Path sample = folder.resolve("sample");
        Random random = new Random(42);
        byte[] block = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(sample)) {
            for (long written = 0; written < SAMPLE_LENGTH_BYTES; written += block.length) {
                random.nextBytes(block);
                out.write(block);
            }
        }
        return sample;
    }

    private static void removeAll(LocalClusterControl cluster, Path folder) {
        try {
            cluster.down(true);
        } catch (LocalClusterException _) {
            // It did not come as far as a cluster.
        }
        for (String left : new String[] {"sample", "downloaded", "cluster", ""}) {
            try {
                Files.deleteIfExists(folder.resolve(left));
            } catch (IOException _) {
                // Left for the system's own cleaning of its temporary folder.
            }
        }
    }

    private void say(String message) {
        step++;
        line("");
        line("%d. %s".formatted(step, message));
    }

    private void line(String message) {
        invocation.out().println(message);
        invocation.out().flush();
    }
}
