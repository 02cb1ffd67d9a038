package io.dfs.cli.cluster;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dfs.cli.CommandRun;
import io.dfs.common.api.FsckFinding;
import io.dfs.common.api.FsckRequest;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.file.FilePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/**
 * What the cluster has promised: every file whose upload was acknowledged, with its checksum, and every path whose removal
 * was. It is kept by the test, apart from the cluster, and is what the cluster is measured by.
 */
final class Truth {

    private static final int FILES_PER_CHECK = 200;

    private final ClusterProbe cluster;
    private final Map<String, Crc32c> files = new TreeMap<>();
    private final Set<String> deleted = new TreeSet<>();
    private int seed;

    Truth(ClusterProbe cluster) {
        this.cluster = cluster;
    }

    /** Uploads random bytes and notes the promise. */
    void upload(String path, long lengthBytes, String... options) {
        CommandRun run = offer(path, lengthBytes, options);
        assertThat(run.exitCode())
                .as("dfs upload to %s says %s", path, run.err())
                .isZero();
    }

    /** Uploads random bytes that the cluster may refuse, and notes the promise if it made one. */
    CommandRun offer(String path, long lengthBytes, String... options) {
        Path source = randomFile(lengthBytes);
        List<String> command = new ArrayList<>(List.of("upload", "--overwrite"));
        command.addAll(List.of(options));
        command.addAll(List.of(source.toString(), path));
        CommandRun run = cluster.run(command.toArray(String[]::new));
        if (run.exitCode() == 0) {
            noteStored(path, source);
        }
        return run;
    }

    /** A tree of small files, which travel in packs. */
    void uploadSmallFiles(String path, int count) {
        try {
            Path tree = Files.createTempDirectory(cluster.home(), "small-");
            for (int i = 0; i < count; i++) {
                Files.move(randomFile(10 + i * 37 % 5000), tree.resolve("file-" + i));
            }
            succeed("upload", "-r", tree.toString(), path);
            for (int i = 0; i < count; i++) {
                noteStored(path + "/file-" + i, tree.resolve("file-" + i));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void noteStored(String path, Path source) {
        files.put(path, crc32c(source));
        deleted.remove(path);
    }

    void remove(String path) {
        succeed("rm", path);
        files.remove(path);
        deleted.add(path);
    }

    /** A promise that a person took back, by going on with an older database. */
    void forget(String path) {
        files.remove(path);
    }

    /** The file is back, with the bytes that it had. */
    void noteUndeleted(String path, Crc32c crc32c) {
        deleted.remove(path);
        files.put(path, crc32c);
    }

    Crc32c crc32c(String path) {
        return files.get(path);
    }

    /** The last line of every scenario: every file reads back identical, every deleted one stays deleted, fsck is clean. */
    void holds() {
        everythingReadsBack();
        awaitSoundness();
    }

    /** Reads all that is stored and compares it, path by path and byte by byte. */
    void everythingReadsBack() {
        try {
            Path back = Files.createTempDirectory(cluster.home(), "back-").resolve("all");
            succeed("download", "-r", "/", back.toString());
            Map<String, Crc32c> found = new TreeMap<>();
            for (Path file : ClusterProbe.files(back)) {
                found.put("/" + back.relativize(file), crc32c(file));
                Files.delete(file);
            }
            assertThat(found).isEqualTo(files);
            assertThat(found).doesNotContainKeys(deleted.toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By facts: no chunk of any file has fewer good replicas than it should. */
    void awaitSoundness() {
        await("no file is at risk")
                .atMost(ofMinutes(3))
                .pollInterval(ofSeconds(1))
                .untilAsserted(() -> assertThat(risks()).isEmpty());
    }

    List<FsckFinding> risks() {
        List<FilePath> paths = files.keySet().stream().map(FilePath::valueOf).toList();
        List<FsckFinding> risks = new ArrayList<>();
        for (int from = 0; from < paths.size(); from += FILES_PER_CHECK) {
            List<FilePath> page = paths.subList(from, Math.min(from + FILES_PER_CHECK, paths.size()));
            cluster.operations().fsck(new FsckRequest(page)).findings().stream()
                    .filter(FsckFinding::isRisk)
                    .forEach(risks::add);
        }
        return risks;
    }

    CommandRun succeed(String... arguments) {
        CommandRun run = cluster.run(arguments);
        assertThat(run.exitCode())
                .as("dfs %s says %s", String.join(" ", arguments), run.err())
                .isZero();
        return run;
    }

    /** Different bytes for each file. */
    private Path randomFile(long lengthBytes) {
        try {
            Path file = Files.createTempFile(cluster.home(), "source-", "");
            fill(file, lengthBytes, new Random(++seed));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void fill(Path file, long lengthBytes, Random random) throws IOException {
        byte[] block = new byte[(int) Math.min(lengthBytes, 1 << 20)];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long rest = lengthBytes; rest > 0; rest -= block.length) {
                random.nextBytes(block);
                out.write(block, 0, (int) Math.min(rest, block.length));
            }
        }
    }

    static Crc32c crc32c(Path file) {
        CRC32C crc = new CRC32C();
        byte[] block = new byte[256 * 1024];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                crc.update(block, 0, n);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Crc32c.of(crc);
    }
}
