package io.dfs.common.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An authority and certificates for tests, by the script that makes those of real clusters.
 *
 * @param folder what the script calls DIR
 */
public record TestCertificates(Path folder) {

    /** @param names each {@code NAME=HOST,HOST} */
    public static TestCertificates make(Path folder, String... names) {
        TestCertificates certificates = new TestCertificates(folder);
        certificates.add(names);
        return certificates;
    }

    /** @param arguments options of the script, and names */
    public void add(String... arguments) {
        List<String> command = new ArrayList<>(List.of(script().toString(), "--dir", folder.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The project's folder, whichever of its modules is tested. */
    private static Path script() {
        Path script = Path.of("deploy", "tls", "make-certificates");
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve(script))) {
                return at.resolve(script);
            }
        }
        throw new AssertionError(script + " is not there");
    }

    public Path ca() {
        return folder.resolve("ca.crt");
    }

    public Path certificate(String name) {
        return folder.resolve(name).resolve("tls.crt");
    }

    public Path privateKey(String name) {
        return folder.resolve(name).resolve("tls.key");
    }

    /** All that a program needs. */
    public TlsSettings settings(String name) {
        return new TlsSettings(certificate(name), privateKey(name), ca());
    }

    /** Of someone who trusts the authority and has no certificate. */
    public TlsSettings trust() {
        return new TlsSettings(null, null, ca());
    }
}
