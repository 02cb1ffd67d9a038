package io.dfs.cli.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the programs are: the executable jars that the build leaves in each module, or, where the launcher has prepared
 * them for a fast start, unpacked beside an ahead-of-time cache.
 *
 * @param home the root of the project
 * @param java the Java command
 */
public record Programs(Path home, Path java) {

    /** As the launcher tells by {@code -Ddfs.home}, with the Java that runs this process. */
    public static Programs ofProcess() {
        String home = System.getProperty("dfs.home");
        if (home == null) {
            throw new LocalClusterException(
                    "the programs of the cluster can't be found: start dfs by the launcher ./dfs of the project");
        }
        return new Programs(Path.of(home), Path.of(System.getProperty("java.home"), "bin", "java"));
    }

    /** The arguments that choose the program: {@code [-XX:AOTCache=…] -jar JAR}. */
    public List<String> arguments(Role role) {
        Path executable = executableJar(role);
        Path prepared = home.resolve(role.module()).resolve("target/prepared");
        Path jar = prepared.resolve(role.module() + ".jar");
        Path cache = prepared.resolve("cache.aot");
        if (Files.exists(jar) && Files.exists(cache) && isMadeFrom(prepared.resolve("made-from.sha256"), executable)) {
            return List.of("-XX:AOTCache=" + cache, "-Xlog:disable", "-jar", jar.toString());
        }
        return List.of("-jar", executable.toString());
    }

    /** What was prepared from another build is passed over; times tell nothing, because builds are reproducible. */
    private static boolean isMadeFrom(Path digest, Path executable) {
        try {
            return Files.exists(digest) && Files.readString(digest).strip().equals(sha256(executable));
        } catch (IOException e) {
            throw new UncheckedIOException("%s can't be compared with %s".formatted(digest, executable), e);
        }
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        try (InputStream bytes = new DigestInputStream(Files.newInputStream(file), sha256)) {
            bytes.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private Path executableJar(Role role) {
        Path target = home.resolve(role.module()).resolve("target");
        try (Stream<Path> files = Files.exists(target) ? Files.list(target) : Stream.empty()) {
            return files.filter(file -> file.getFileName().toString().endsWith("-exec.jar"))
                    .findFirst()
                    .orElseThrow(() -> new LocalClusterException(
                            "%s is not built: run 'mvn package -DskipTests' in %s".formatted(role.module(), home)));
        } catch (IOException e) {
            throw new UncheckedIOException("%s can't be read".formatted(target), e);
        }
    }
}
