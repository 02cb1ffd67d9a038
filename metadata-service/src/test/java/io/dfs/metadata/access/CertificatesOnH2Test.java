package io.dfs.metadata.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.MakeDirectoryRequest;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.NodeRegistration;
import io.dfs.common.api.RepairScanRequest;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.HttpClients;
import io.dfs.common.http.HttpMetadataApi;
import io.dfs.common.http.Retry;
import io.dfs.common.id.NodeId;
import io.dfs.common.tls.ClientTls;
import io.dfs.common.tls.TestCertificates;
import io.dfs.common.tls.TlsSettings;
import io.dfs.metadata.node.ServiceContract;
import io.dfs.metadata.node.TestPrograms;
import io.dfs.metadata.support.OnH2;
import io.dfs.metadata.support.TestTokens;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** Mutual TLS that lets people in without a certificate. */
@OnH2
@DirtiesContext
@TestPropertySource(
        properties = {
            "dfs.tls.certificate=" + CertificatesOnH2Test.FOLDER + "metadata/tls.crt",
            "dfs.tls.private-key=" + CertificatesOnH2Test.FOLDER + "metadata/tls.key",
            "dfs.tls.ca=" + CertificatesOnH2Test.FOLDER + "ca.crt",
            "dfs.tls.client-auth=want",
            "dfs.tls.program-names=node-*,controller-*"
        })
class CertificatesOnH2Test extends ServiceContract {

    private static final RepairScanRequest ALL = new RepairScanRequest(null, 10, null);

    /** Known before there is a folder for the test, as whatever the service's environment is made of must be. */
    static final String FOLDER = "target/certificates-under-test/";

    private static TestCertificates certificates;
    private static CloseableHttpClient withCertificate;
    private static CloseableHttpClient withClientsCertificate;
    private static CloseableHttpClient withoutCertificate;

    @BeforeAll
    static void makeCertificates() {
        certificates = TestCertificates.make(Path.of(FOLDER), "metadata=localhost", "node-1", "client");
        withCertificate = client(certificates.settings("node-1"));
        withClientsCertificate = client(certificates.settings("client"));
        withoutCertificate = client(certificates.trust());
    }

    @AfterAll
    static void closeClients() throws IOException {
        withCertificate.close();
        withClientsCertificate.close();
        withoutCertificate.close();
    }

    private static CloseableHttpClient client(TlsSettings settings) {
        return HttpClients.create(new ClientTls(settings), Duration.ofSeconds(5), Duration.ofSeconds(30), 4);
    }

    private MetadataApi caller(CloseableHttpClient http, Supplier<String> token) {
        return new HttpMetadataApi(
                http, URI.create("https://localhost:" + address().getPort()), Retry.NEVER, token);
    }

    private static NodeRegistration registration(NodeId node) {
        NodeRegistration plain = registration(node, "node-1", "zone-1", GIB);
        return new NodeRegistration(
                node,
                plain.name(),
                null,
                "https://node-1.example:7071",
                plain.zone(),
                plain.version(),
                plain.space(),
                plain.publicKey(),
                null);
    }

    @Test
    void aNodeNeedsACertificateBesideTheClustersSecret() {
        NodeId node = NodeId.random();
        Supplier<String> token = () -> TestPrograms.nodeToken(tokens, node);

        refusal(
                ErrorCode.CERTIFICATE_REQUIRED,
                () -> caller(withoutCertificate, token).register(registration(node)));
        assertThat(jdbc.sql("SELECT COUNT(*) FROM node").query(Long.class).single())
                .isZero();

        assertThat(caller(withCertificate, token).register(registration(node)).epoch())
                .isPositive();
    }

    @Test
    void aControllerNeedsOneToo() {
        Supplier<String> token = () -> tokens.signServiceToken("controller-1");

        refusal(
                ErrorCode.CERTIFICATE_REQUIRED,
                () -> caller(withoutCertificate, token).scanForRepairs(ALL));
        caller(withCertificate, token).scanForRepairs(ALL);
    }

    @Test
    void aPersonsCertificateDoesNotMakeAProgram() {
        Supplier<String> token = () -> tokens.signServiceToken("controller-1");

        refusal(
                ErrorCode.CERTIFICATE_REQUIRED,
                () -> caller(withClientsCertificate, token).scanForRepairs(ALL));
    }

    @Test
    void aPersonNeedsATokenOnly() {
        caller(withoutCertificate, () -> TestTokens.ADMIN)
                .makeDirectory(new MakeDirectoryRequest(FilePath.valueOf("/a"), false));

        refusal(
                ErrorCode.TOKEN_INVALID,
                () -> caller(withCertificate, () -> "dfs_" + "x".repeat(43)).stat(FilePath.valueOf("/a")));
    }
}
