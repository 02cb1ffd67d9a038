package io.dfs.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun;
import io.dfs.cli.CommandRun.Place;
import io.dfs.cli.support.InMemoryCluster;
import io.dfs.cli.support.NodeFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** A cluster of five nodes in memory, and a folder from which files of random bytes are uploaded in small chunks. */
final class UploadScene implements AutoCloseable {

    static final int CHUNK = 64 * 1024;

    final Path folder;
    final InMemoryCluster cluster = new InMemoryCluster(5);

    UploadScene(Path folder) {
        this.folder = folder;
    }

    Path file(String name, int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    CommandRun upload(String... arguments) {
        return in(new Place(folder, cluster.endpoint()), arguments);
    }

    CommandRun in(Place place, String... arguments) {
        return place.dfs(Stream.concat(Stream.of("upload", "--chunk-size", "64KiB"), Stream.of(arguments))
                .toArray(String[]::new));
    }

    void dfs(String... arguments) {
        CommandRun run = new Place(folder, cluster.endpoint()).dfs(arguments);
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    /** Another person, from another folder, puts other bytes there. */
    void replaceInStore(String target, int length) throws IOException {
        Path elsewhere = Files.createTempDirectory(folder, "elsewhere");
        Files.write(elsewhere.resolve("other"), new byte[length]);
        CommandRun run = in(new Place(elsewhere, cluster.endpoint()), "--overwrite", "other", target);
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    /** So many chunks are stored, then no node takes any more: as good as a client that is killed. */
    void breakOffAfter(int chunks) {
        cluster.nodes().subList(0, 3).forEach(node -> node.failAfter(chunks, NodeFault.REFUSES));
        cluster.nodes().subList(3, 5).forEach(node -> node.fail(NodeFault.REFUSES));
    }

    void nodesWorkAgain() {
        cluster.nodes().forEach(node -> node.fail(NodeFault.NONE));
    }

    List<Path> journals() throws IOException {
        Path directory = folder.resolve("state/uploads");
        try (Stream<Path> files = Files.exists(directory) ? Files.list(directory) : Stream.empty()) {
            return files.toList();
        }
    }

    void assertStored(String path, Path source) throws IOException {
        assertThat(cluster.metadata().bytes(path)).isEqualTo(Files.readAllBytes(source));
    }

    static void assertDone(CommandRun run) {
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    @Override
    public void close() {
        cluster.close();
    }
}
