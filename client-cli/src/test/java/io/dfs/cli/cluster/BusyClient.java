package io.dfs.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.cli.CommandRun;
import io.dfs.common.checksum.Crc32c;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * A client that stores, overwrites, reads, removes, undeletes and makes directories below one of its own, without a pause. Every
 * command must succeed at once, whatever happens to the services: nothing is run again.
 */
final class BusyClient {

    private static final int MOST_FILES = 20;

    private final FaultCluster cluster;
    private final Random random;
    private final String root;
    private final Path folder;
    private final Map<String, Crc32c> files = new TreeMap<>();
    private int counter;
    private int commands;
    private int trashed;

    BusyClient(FaultCluster cluster, int number, long seed) {
        this.cluster = cluster;
        this.random = new Random(seed + number);
        this.root = "/busy-" + number;
        this.folder = cluster.home().resolve("busy-" + number);
    }

    /** Path to checksum, as acknowledged. */
    Map<String, Crc32c> files() {
        return files;
    }

    int commands() {
        return commands;
    }

    /** How many entries its removals and overwrites must have put into the trash, less what came back. */
    int trashed() {
        return trashed;
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
        if (files.isEmpty() || (dice < 25 && files.size() < MOST_FILES)) {
            upload("%s/dir-%d/file-%d".formatted(root, counter % 3, counter++));
        } else if (dice < 45) {
            upload(anyPath());
            trashed++;
        } else if (dice < 55) {
            succeed("mkdir", "%s/made-%d".formatted(root, counter++));
        } else if (dice < 65) {
            remove(anyPath());
        } else if (dice < 80) {
            removeAndUndelete(anyPath());
        } else {
            download(anyPath());
        }
    }

    private String anyPath() {
        List<String> paths = new ArrayList<>(files.keySet());
        return paths.get(random.nextInt(paths.size()));
    }

    private void upload(String path) throws IOException {
        Path source = folder.resolve("source");
        Truth.fill(source, random.nextInt(5) == 0 ? 1 + random.nextInt(3 << 20) : 1 + random.nextInt(200_000), random);
        succeed("upload", "--overwrite", "--chunk-size", "1MiB", "--replication", "3", source.toString(), path);
        files.put(path, Truth.crc32c(source));
    }

    private void remove(String path) {
        succeed("rm", path);
        files.remove(path);
        trashed++;
    }

    private void removeAndUndelete(String path) {
        succeed("rm", path);
        succeed("undelete", path);
    }

    private void download(String path) throws IOException {
        Path target = folder.resolve("target");
        succeed("download", "--overwrite", path, target.toString());
        assertThat(Truth.crc32c(target)).as("what was read of %s", path).isEqualTo(files.get(path));
    }

    private void succeed(String... arguments) {
        commands++;
        CommandRun run = cluster.run(arguments);
        assertThat(run.exitCode())
                .as("dfs %s says %s", String.join(" ", arguments), run.err())
                .isZero();
    }
}
