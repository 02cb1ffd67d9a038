package io.dfs.cli.cluster;

import io.dfs.cli.CommandRun;
import io.dfs.cli.session.Environment;
import io.dfs.cli.session.TransferSettings;
import io.dfs.common.api.ClusterStatus;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.OperationsApi;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.HttpMetadataApi;
import io.dfs.common.http.HttpOperationsApi;
import io.dfs.common.http.MetadataEndpoints;
import io.dfs.common.http.Retry;
import io.dfs.common.id.ChunkId;
import io.dfs.common.tls.ClientTls;
import io.dfs.common.tls.TlsSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.jspecify.annotations.Nullable;

/** What can be seen and asked of a running cluster from outside: its API, its client, its nodes' disks. */
abstract class ClusterProbe implements AutoCloseable {

    private final Path home;
    private @Nullable CloseableHttpClient http;

    /** @param home a folder of the test, for the client's journals and output */
    ClusterProbe(Path home) {
        this.home = home;
    }

    /** Of one metadata service or, separated by commas, of several. */
    abstract String endpoint();

    /** Holds the token of the cluster's admin. */
    abstract Path adminTokenFile();

    private String adminToken() {
        try {
            return Files.readString(adminTokenFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The certificate of the authority that a cluster with TLS is trusted by. */
    abstract Path authority();

    /** What a client needs to know, beside the endpoint, in its environment. */
    private Map<String, String> clientSettings() {
        Map<String, String> settings =
                new HashMap<>(Map.of("DFS_TOKEN_FILE", adminTokenFile().toString()));
        if (SecureMode.isOn()) {
            settings.put("DFS_TLS_CA", authority().toString());
        }
        return settings;
    }

    private synchronized CloseableHttpClient http() {
        if (http == null) {
            Path trusted = SecureMode.isOn() ? authority() : null;
            http = HttpClients.create(
                    new ClientTls(new TlsSettings(null, null, trusted)),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(20),
                    16);
        }
        return http;
    }

    private MetadataEndpoints endpoints() {
        return new MetadataEndpoints(MetadataEndpoints.parse(endpoint()));
    }

    /** Where a member keeps what it stores. */
    abstract Path data(String name);

    final Path home() {
        return home;
    }

    final MetadataApi metadata() {
        return new HttpMetadataApi(http(), endpoints(), Retry.PATIENT, this::adminToken);
    }

    final OperationsApi operations() {
        return new HttpOperationsApi(http(), endpoints(), Retry.PATIENT, this::adminToken);
    }

    final ClusterStatus status() {
        return operations().status();
    }

    /** For who must not wait: a service that does not answer now is a failure now. */
    final MetadataApi metadataNow() {
        return new HttpMetadataApi(http(), endpoints(), Retry.NEVER, this::adminToken);
    }

    final OperationsApi operationsNow() {
        return new HttpOperationsApi(http(), endpoints(), Retry.NEVER, this::adminToken);
    }

    final FileStat stat(String path) {
        return metadata().stat(FilePath.valueOf(path));
    }

    final NodeStatus node(String name) {
        return metadata().nodes().nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not known"));
    }

    /** The smallest number of good replicas on living nodes that any chunk of the file has. */
    final int fewestLiveReplicas(String path) {
        return (int) stat(path).extents().stream()
                .mapToLong(extent -> extent.replicas().stream()
                        .filter(replica -> replica.state() == ReplicaState.GOOD && replica.health() != NodeHealth.DEAD)
                        .map(replica -> replica.node())
                        .distinct()
                        .count())
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    /** Chunk files in service on a node's disk now. */
    final List<Path> chunkFiles(String node) {
        return files(data(node)).stream()
                .filter(file -> file.getFileName().toString().endsWith(".chunk"))
                .filter(file -> file.toString().contains("/chunks/"))
                .toList();
    }

    final Optional<Path> chunkFile(String node, ChunkId chunk) {
        return chunkFiles(node).stream()
                .filter(file -> file.getFileName().toString().startsWith(chunk.toString()))
                .findFirst();
    }

    /** Files below a folder; none while it is not there. */
    static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException | UncheckedIOException _) {
            return List.of(); // A file went away under the walk; anyone who waits looks again.
        }
    }

    /** Starts the dfs command as its user would, in a process of its own. */
    final DfsProcess dfs(String... arguments) {
        return dfsWithInput(Path.of("/dev/null"), arguments);
    }

    final DfsProcess dfsWithInput(Path input, String... arguments) {
        return new DfsProcess(home, input, endpoint(), clientSettings(), arguments);
    }

    /** Runs the dfs command within this process, as patient as production; a process of its own costs a second. */
    final CommandRun run(String... arguments) {
        Map<String, String> variables = new HashMap<>(clientSettings());
        variables.put("DFS_STATE_DIR", "state");
        variables.put("DFS_ENDPOINT", endpoint());
        Environment environment = new Environment(variables, home, home, Clock.systemUTC());
        return CommandRun.run(new ByteArrayInputStream(new byte[0]), environment, TransferSettings.DEFAULT, arguments);
    }

    @Override
    public void close() throws IOException {
        if (http != null) {
            http.close();
        }
    }
}
