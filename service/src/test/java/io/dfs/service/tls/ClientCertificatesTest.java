package io.dfs.service.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class ClientCertificatesTest {

    private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/v1/nodes");

    @Test
    void aProgramWithoutACertificateIsRefusedWhereOneIsNeeded() {
        assertThatThrownBy(() -> new ClientCertificates(true).require(request))
                .isInstanceOfSatisfying(
                        DfsException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.CERTIFICATE_REQUIRED))
                .hasMessageStartingWith("POST /api/v1/nodes came without a client certificate");
    }

    @Test
    void anEmptyChainIsNone() {
        request.setAttribute("jakarta.servlet.request.X509Certificate", new X509Certificate[0]);

        assertThatThrownBy(() -> new ClientCertificates(true).require(request)).isInstanceOf(DfsException.class);
    }

    @Test
    void oneThatTheWebServerVerifiedWillDo() {
        request.setAttribute("jakarta.servlet.request.X509Certificate", new X509Certificate[1]);

        assertThatCode(() -> new ClientCertificates(true).require(request)).doesNotThrowAnyException();
    }

    @Test
    void nobodyNeedsOneWhereNobodyIsAsked() {
        assertThatCode(() -> new ClientCertificates(false).require(request)).doesNotThrowAnyException();
    }
}
