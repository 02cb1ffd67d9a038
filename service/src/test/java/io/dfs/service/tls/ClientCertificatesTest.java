package io.dfs.service.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.tls.TestCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.web.MockHttpServletRequest;

class ClientCertificatesTest {

    private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/v1/nodes");

    @Test
    void aProgramWithoutACertificateIsRefusedWhereOneIsNeeded() {
        assertThatThrownBy(() -> new ClientCertificates(true, List.of()).require(request))
                .isInstanceOfSatisfying(
                        DfsException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.CERTIFICATE_REQUIRED))
                .hasMessageStartingWith("POST /api/v1/nodes came without a client certificate");
    }

    @Test
    void anEmptyChainIsNone() {
        request.setAttribute("jakarta.servlet.request.X509Certificate", new X509Certificate[0]);

        assertThatThrownBy(() -> new ClientCertificates(true, List.of()).require(request))
                .isInstanceOf(DfsException.class);
    }

    @Test
    void oneThatTheWebServerVerifiedWillDo() {
        request.setAttribute("jakarta.servlet.request.X509Certificate", new X509Certificate[1]);

        assertThatCode(() -> new ClientCertificates(true, List.of()).require(request))
                .doesNotThrowAnyException();
    }

    @Test
    void nobodyNeedsOneWhereNobodyIsAsked() {
        assertThatCode(() -> new ClientCertificates(false, List.of()).require(request))
                .doesNotThrowAnyException();
    }

    @Test
    void aCertificateOfTheClusterThatIsNotAProgramsIsRefused(@TempDir Path folder)
            throws IOException, CertificateException {
        TestCertificates made =
                TestCertificates.make(folder.resolve("tls"), "client", "node-7=node-7.example.org,10.0.0.7");
        ClientCertificates programs = new ClientCertificates(true, List.of("node-*.example.org", "controller"));

        show(made.certificate("client"));
        assertThatThrownBy(() -> programs.require(request))
                .isInstanceOfSatisfying(
                        DfsException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.CERTIFICATE_REQUIRED))
                .hasMessage(
                        "POST /api/v1/nodes came with the certificate of client, which is not a program's: use the program's own,"
                                + " or add its name to DFS_TLS_PROGRAM_NAMES (node-*.example.org, controller)");

        show(made.certificate("node-7"));
        assertThatCode(() -> programs.require(request)).doesNotThrowAnyException();
    }

    private void show(Path certificate) throws IOException, CertificateException {
        try (InputStream pem = Files.newInputStream(certificate)) {
            request.setAttribute("jakarta.servlet.request.X509Certificate", new X509Certificate[] {
                (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem)
            });
        }
    }
}
