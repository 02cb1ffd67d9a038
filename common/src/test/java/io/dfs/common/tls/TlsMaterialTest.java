package io.dfs.common.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsMaterialTest {

    @TempDir
    private static Path folder;

    private static TestCertificates made;

    @BeforeAll
    static void makeCertificates() {
        made = TestCertificates.make(folder.resolve("tls"), "one=localhost", "other=localhost");
    }

    @Test
    void readsWhatTheScriptMakes() {
        TlsMaterial material = TlsMaterial.read(made.settings("one"));

        assertThat(material.chain()).hasSize(1);
        assertThat(material.authorities()).hasSize(1);
        assertThat(material.expiresAt().orElseThrow())
                .isBetween(
                        Instant.now().plus(Duration.ofDays(364)), Instant.now().plus(Duration.ofDays(366)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa -pkeyopt rsa_keygen_bits:2048", "ed25519", "EC -pkeyopt ec_paramgen_curve:P-384"})
    void readsKeysOfTheUsualKinds(String algorithm) throws IOException, InterruptedException {
        Path key = folder.resolve("kind.key");
        Path certificate = folder.resolve("kind.crt");
        openssl("genpkey -algorithm " + algorithm + " -out " + key);
        openssl("req -x509 -new -key " + key + " -subj /CN=kind -days 1 -out " + certificate);

        assertThat(TlsMaterial.read(new TlsSettings(certificate, key, null)).chain())
                .hasSize(1);
    }

    @Test
    void aProgramMayHaveNoCertificate() {
        TlsMaterial material = TlsMaterial.read(made.trust());

        assertThat(material.chain()).isEmpty();
        assertThat(material.expiresAt()).isEmpty();
    }

    @Test
    void refusesTheOneWithoutTheOther() {
        refuses(
                new TlsSettings(made.certificate("one"), null, null),
                "DFS_TLS_CERTIFICATE is set and DFS_TLS_PRIVATE_KEY is not: set both, or none");
        refuses(
                new TlsSettings(null, made.privateKey("one"), null),
                "DFS_TLS_PRIVATE_KEY is set and DFS_TLS_CERTIFICATE is not: set both, or none");
    }

    @Test
    void refusesAKeyOfAnotherCertificate() {
        refuses(
                new TlsSettings(made.certificate("one"), made.privateKey("other"), null),
                "is not that of the first certificate in");
    }

    @Test
    void refusesFilesThatAreNotThereOrNotPem() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "not PEM");
        refuses(new TlsSettings(null, null, folder.resolve("none")), "of DFS_TLS_CA does not exist");
        refuses(new TlsSettings(null, null, folder), "of DFS_TLS_CA can't be read");
        refuses(new TlsSettings(null, null, text), "of DFS_TLS_CA holds no certificate in PEM");
        refuses(
                new TlsSettings(text, made.privateKey("one"), null),
                "of DFS_TLS_CERTIFICATE holds no certificate in PEM");
        refuses(
                new TlsSettings(made.certificate("one"), text, null),
                "of DFS_TLS_PRIVATE_KEY holds no private key in PEM");
    }

    @Test
    void tellsHowAKeyInAnotherFormIsConverted() throws IOException, InterruptedException {
        Path old = folder.resolve("old.key");
        openssl("ec -in " + made.privateKey("one") + " -out " + old);

        refuses(new TlsSettings(made.certificate("one"), old, null), "convert it with 'openssl pkcs8 -topk8 -nocrypt");
    }

    @Test
    void refusesDamagedBlocks() throws IOException {
        Path certificate = Files.writeString(
                folder.resolve("damaged.crt"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Path key = Files.writeString(
                folder.resolve("damaged.key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");

        refuses(new TlsSettings(null, null, certificate), "of DFS_TLS_CA holds a damaged certificate");
        refuses(
                new TlsSettings(made.certificate("one"), key, null),
                "of DFS_TLS_PRIVATE_KEY holds a key that is damaged or of another kind than EC, RSA and Ed25519");
    }

    private static void refuses(TlsSettings settings, String sentence) {
        assertThatThrownBy(() -> TlsMaterial.read(settings))
                .isInstanceOf(TlsMaterialException.class)
                .hasMessageContaining(sentence);
    }

    private static void openssl(String arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(("openssl " + arguments).split(" "))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
    }
}
