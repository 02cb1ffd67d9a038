package io.dfs.cli.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun;
import io.dfs.cli.CommandRun.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of three nodes in memory, and a folder in which commands run. */
public abstract class ClusterScene {

    protected static final int CHUNK = 256 * 1024;

    @TempDir
    protected Path folder;

    protected InMemoryCluster cluster;
    protected Place place;

    @BeforeEach
    protected void startCluster() {
        cluster = new InMemoryCluster(3);
        place = new Place(folder, cluster.endpoint());
    }

    @AfterEach
    protected void stopCluster() {
        cluster.close();
    }

    protected CommandRun succeed(String... arguments) {
        CommandRun run = place.dfs(arguments);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run;
    }

    /** Random bytes, in chunks of {@link #CHUNK}; nothing of them stays in the folder. */
    protected byte[] stored(String path, int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        Path source = Files.write(folder.resolve("source"), bytes);
        succeed("upload", "-q", "--overwrite", "--chunk-size", "256KiB", source.toString(), path);
        Files.delete(source);
        return bytes;
    }

    /** Questions for bytes, of all nodes. */
    protected int reads() {
        return cluster.nodes().stream().mapToInt(InMemoryNode::reads).sum();
    }
}
