package io.dfs.cli.cluster;

import io.dfs.common.tls.TestCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The certificates of a cluster with TLS, and their exchange while it runs, as docs/tls.md describes it. What the programs read is apart
 * from what the authority keeps; a file is replaced by renaming.
 */
final class ClusterCertificates {

    private final Path home;
    private final List<String> names = new ArrayList<>();
    private TestCertificates authority;
    private TestCertificates former;
    private int generation = 1;

    /** @param home below which everything lies */
    ClusterCertificates(Path home) {
        this.home = home;
        this.authority = new TestCertificates(home.resolve("authority-1"));
        this.former = authority;
    }

    /** Whom everybody trusts: the certificate of the authority, or those of two. */
    Path trusted() {
        return home.resolve("tls/ca.crt");
    }

    /** Makes the certificate of one more program, and returns the program's settings. */
    Map<String, String> add(String name) {
        names.add(name);
        authority.add(name + "=localhost");
        install(name);
        if (names.size() == 1) {
            trust(authority);
        }
        return Map.of(
                "DFS_TLS_CA", trusted().toString(),
                "DFS_TLS_CERTIFICATE", installed(name).resolve("tls.crt").toString(),
                "DFS_TLS_PRIVATE_KEY", installed(name).resolve("tls.key").toString());
    }

    /** New certificates and keys of the same authority. */
    void renew() {
        List<String> arguments = new ArrayList<>(List.of("--renew"));
        names.forEach(name -> arguments.add(name + "=localhost"));
        authority.add(arguments.toArray(String[]::new));
        names.forEach(this::install);
    }

    /** The first of three steps to another authority: everybody trusts both. */
    void trustNextAuthority() {
        generation++;
        former = authority;
        authority = TestCertificates.make(
                home.resolve("authority-" + generation),
                names.stream().map(name -> name + "=localhost").toArray(String[]::new));
        trust(former, authority);
    }

    /** The second: everybody shows a certificate of the new one. */
    void showNextCertificates() {
        names.forEach(this::install);
    }

    /** The third: no one trusts the former one. */
    void distrustFormerAuthority() {
        former = authority;
        trust(authority);
    }

    private Path installed(String name) {
        return home.resolve("tls").resolve(name);
    }

    private void install(String name) {
        try {
            Files.createDirectories(installed(name));
            replace(
                    Files.readString(authority.privateKey(name)),
                    installed(name).resolve("tls.key"));
            replace(
                    Files.readString(authority.certificate(name)),
                    installed(name).resolve("tls.crt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void trust(TestCertificates... authorities) {
        try {
            StringBuilder certificates = new StringBuilder();
            for (TestCertificates each : authorities) {
                certificates.append(Files.readString(each.ca()));
            }
            replace(certificates.toString(), trusted());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void replace(String content, Path file) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, content);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
