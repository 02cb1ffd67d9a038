package io.dfs.cli.cluster;

import io.dfs.cli.local.LocalCluster;
import io.dfs.cli.local.LocalClusterControl;
import io.dfs.cli.local.Ports;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.HttpMetadataApi;
import io.dfs.common.http.Retry;
import io.dfs.common.id.ChunkId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;

/** A local cluster of real processes with verbs for what happens to clusters. */
final class TestCluster implements AutoCloseable {

    private final LocalClusterControl control;
    private final LocalCluster cluster;
    private final Path home;
    private final CloseableHttpClient http = HttpClients.create(Duration.ofSeconds(2), Duration.ofSeconds(20), 8);

    TestCluster(Path home, int nodes, int zones) {
        this.home = home;
        this.control = new LocalClusterControl(home.resolve(".dfs"));
        this.cluster = control.up(
                nodes,
                zones,
                Ports.freeBasePort(21_000 + (int) (ProcessHandle.current().pid() % 500) * 20, 60_000, nodes),
                _ -> {});
    }

    MetadataApi metadata() {
        return new HttpMetadataApi(http, URI.create(cluster.endpoint()), Retry.PATIENT, null);
    }

    String endpoint() {
        return cluster.endpoint();
    }

    void kill(String name) {
        if (!control.kill(name)) {
            throw new AssertionError(name + " was not running");
        }
    }

    void start(String name) {
        control.start(name);
    }

    void stopAll() {
        control.down(false);
    }

    void startAll() {
        control.up(0, 0, 0, _ -> {});
    }

    Path data(String name) {
        return control.data(name);
    }

    FileStat stat(String path) {
        return metadata().stat(FilePath.valueOf(path));
    }

    /** The smallest number of good replicas on living nodes that any chunk of the file has. */
    int fewestLiveReplicas(String path) {
        return (int) stat(path).extents().stream()
                .mapToLong(extent -> extent.replicas().stream()
                        .filter(replica -> replica.state() == ReplicaState.GOOD && replica.health() != NodeHealth.DEAD)
                        .map(replica -> replica.node())
                        .distinct()
                        .count())
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    /** Chunk files that lie on a node's disk now. */
    List<Path> chunkFiles(String node) {
        Path chunks = data(node).resolve("chunks");
        try (Stream<Path> files = Files.exists(chunks) ? Files.walk(chunks) : Stream.empty()) {
            return files.filter(file -> file.getFileName().toString().endsWith(".chunk"))
                    .toList();
        } catch (IOException | java.io.UncheckedIOException _) {
            return List.of(); // A file went away under the walk; whoever waits looks again.
        }
    }

    Optional<Path> chunkFile(String node, ChunkId chunk) {
        return chunkFiles(node).stream()
                .filter(file -> file.getFileName().toString().startsWith(chunk.toString()))
                .findFirst();
    }

    /** Starts the dfs command as its user would, in a process of its own. */
    DfsProcess dfs(String... arguments) {
        return dfsWithInput(Path.of("/dev/null"), arguments);
    }

    DfsProcess dfsWithInput(Path input, String... arguments) {
        return new DfsProcess(home, input, endpoint(), arguments);
    }

    @Override
    public void close() throws IOException {
        http.close();
        control.down(true);
    }
}
