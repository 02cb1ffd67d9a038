package io.dfs.cli.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.tls.TestCertificates;
import io.dfs.common.tls.TlsMaterial;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsFinderTest {

    private static final List<URI> LOCAL = List.of(URI.create("https://localhost:7070"));

    @TempDir
    private static Path shared;

    private static TestCertificates made;
    private static TestCertificates other;

    @TempDir
    private Path home;

    private final Map<String, String> variables = new HashMap<>();

    @BeforeAll
    static void makeCertificates() {
        made = TestCertificates.make(shared.resolve("made"), "me");
        other = TestCertificates.make(shared.resolve("other"), "me");
    }

    @BeforeEach
    void makeALocalCluster() throws IOException {
        Files.createDirectories(home.resolve(".dfs/tls"));
        Files.writeString(home.resolve(".dfs/cluster.json"), "{\"endpoint\":\"https://localhost:7070\"}");
        Files.copy(made.ca(), home.resolve(".dfs/tls/ca.crt"));
    }

    @Test
    void trustsALocalClustersOwnAuthorityForThatClusterOnly() {
        assertThat(find(LOCAL).authorities()).containsExactly(authority(made));
        assertThat(find(List.of(URI.create("https://elsewhere:7070"))).authorities())
                .isEmpty();
        assertThat(find(List.of(URI.create("http://localhost:7070"))).authorities())
                .isEmpty();
    }

    @Test
    void theEnvironmentWins() throws IOException {
        configure("tls-ca=" + made.ca());
        variables.put("DFS_TLS_CA", other.ca().toString());
        variables.put("DFS_TLS_CERTIFICATE", other.certificate("me").toString());
        variables.put("DFS_TLS_PRIVATE_KEY", other.privateKey("me").toString());

        TlsMaterial found = find(LOCAL);

        assertThat(found.authorities()).containsExactly(authority(other));
        assertThat(found.chain()).hasSize(1);
    }

    @Test
    void filesThatTheConfigurationNamesLieBesideIt() throws IOException {
        configure("tls-ca=my-ca.crt");
        Files.copy(other.ca(), home.resolve("my-ca.crt"));

        assertThat(find(LOCAL).authorities()).containsExactly(authority(other));
    }

    @Test
    void filesThatCantBeUsedAreRefusedInOneSentence() {
        variables.put("DFS_TLS_CA", "none");

        assertThatThrownBy(() -> find(LOCAL))
                .isInstanceOf(UsageException.class)
                .hasMessage("the file %s of DFS_TLS_CA does not exist".formatted(home.resolve("none")));
    }

    private void configure(String line) throws IOException {
        variables.put("DFS_CONFIG", "config");
        Files.writeString(home.resolve("config"), line + "\n");
    }

    private TlsMaterial find(List<URI> endpoints) {
        return new TlsFinder(new Environment(variables, home, home, Clock.systemUTC()))
                .find(endpoints)
                .material();
    }

    private static X509Certificate authority(TestCertificates certificates) {
        return TlsMaterial.read(certificates.trust()).authorities().getFirst();
    }
}
