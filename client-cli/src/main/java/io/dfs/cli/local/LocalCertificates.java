package io.dfs.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The authority of a local cluster and the certificates of its members, made by the project's own script. */
final class LocalCertificates {

    private static final String HOSTS = "localhost,127.0.0.1,::1";

    private final ClusterFolder folder;
    private final Programs programs;

    LocalCertificates(ClusterFolder folder, Programs programs) {
        this.folder = folder;
        this.programs = programs;
    }

    /** Makes what is missing or ends soon; nothing for a cluster without TLS. */
    void make(LocalCluster cluster) {
        if (!cluster.speaksTls()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of(
                programs.home().resolve("deploy/tls/make-certificates").toString(),
                "--dir",
                folder.tls().toString()));
        cluster.members().forEach(member -> command.add(member.name() + "=" + HOSTS));
        run(command);
    }

    private static void run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new LocalClusterException("the certificates can't be made: " + output.strip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("%s can't be run".formatted(command.getFirst()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalClusterException("interrupted while certificates are made", e);
        }
    }
}
