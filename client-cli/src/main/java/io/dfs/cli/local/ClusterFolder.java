package io.dfs.cli.local;

import io.dfs.common.http.Json;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The folder of a local cluster.
 *
 * <pre>
 *   cluster.json   what the cluster consists of, and its endpoint
 *   secret         the cluster secret
 *   admin-token    opens the cluster for its owner
 *   tls/           an authority of the cluster's own and NAME/tls.crt, tls.key; only with TLS
 *   lock           held by a command while it changes the cluster
 *   logs/NAME.log  output of each process
 *   pids/NAME.pid  for people; dfs itself finds its processes by a mark on their command line
 *   data/NAME/     the database, the nodes' chunks
 * </pre>
 *
 * All of it is readable by its owner only.
 */
final class ClusterFolder {

    private final Path folder;

    ClusterFolder(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    Path path() {
        return folder;
    }

    Path log(Member member) {
        return folder.resolve("logs").resolve(member.name() + ".log");
    }

    Path pid(Member member) {
        return folder.resolve("pids").resolve(member.name() + ".pid");
    }

    Path data(Member member) {
        return folder.resolve("data").resolve(member.name());
    }

    Path tls() {
        return folder.resolve("tls");
    }

    /** The certificate of the cluster's own authority. */
    Path authority() {
        return tls().resolve("ca.crt");
    }

    Path certificate(Member member) {
        return tls().resolve(member.name()).resolve("tls.crt");
    }

    Path privateKey(Member member) {
        return tls().resolve(member.name()).resolve("tls.key");
    }

    Path secret() {
        return folder.resolve("secret");
    }

    Path adminToken() {
        return folder.resolve("admin-token");
    }

    Optional<LocalCluster> load() {
        Path file = folder.resolve("cluster.json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.read(Files.readAllBytes(file), LocalCluster.class));
        } catch (IOException | JacksonException e) {
            throw new LocalClusterException("%s can't be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    void save(LocalCluster cluster) {
        Path file = folder.resolve("cluster.json");
        Path next = folder.resolve("cluster.json.next");
        try {
            Files.write(next, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(cluster));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("%s can't be written".formatted(file), e);
        }
    }

    /** Makes the folders and, once, the secret and the token of the first admin. */
    void prepare() {
        try {
            makePrivate(folder);
            for (String part : new String[] {"logs", "pids", "data"}) {
                makePrivate(folder.resolve(part));
            }
            makeOnce(secret(), RandomSecrets::secret);
            makeOnce(adminToken(), RandomSecrets::token);
        } catch (IOException e) {
            throw new UncheckedIOException("the cluster's folder %s can't be prepared".formatted(folder), e);
        }
    }

    /** Also a folder that is there already: earlier versions made theirs for everybody. */
    private static void makePrivate(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    private static void makeOnce(Path file, Supplier<String> content) throws IOException {
        if (!Files.exists(file)) {
            PrivateFile.write(file, content.get());
        }
    }

    /** Keeps other commands from changing the cluster at the same time; freed by the end of the process at the latest. */
    Closeable lock() {
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new LocalClusterException(
                        "another dfs command is changing the cluster in %s: wait for it to end".formatted(folder));
            }
            return channel;
        } catch (IOException e) {
            throw new UncheckedIOException("the cluster's folder %s can't be locked".formatted(folder), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    /** Removes everything that the cluster ever stored. Only a folder that a cluster made is touched. */
    void wipe() {
        if (load().isEmpty()) {
            throw new LocalClusterException(
                    "%s is not the folder of a local cluster; nothing is removed".formatted(folder));
        }
        for (String part :
                new String[] {"data", "logs", "pids", "secret", "admin-token", "tls", "lock", "cluster.json"}) {
            deleteTree(folder.resolve(part));
        }
        try {
            Files.deleteIfExists(folder);
        } catch (IOException _) {
            // Something of someone else lies in it, so it stays.
        }
    }

    private static void deleteTree(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                        throws IOException {
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("%s can't be removed".formatted(root), e);
        }
    }
}
