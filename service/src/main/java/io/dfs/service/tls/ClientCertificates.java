package io.dfs.service.tls;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.List;
import org.springframework.util.PatternMatchUtils;

/**
 * Decides whether a program of the cluster has shown who it is by a client certificate, which the web server has verified.
 * Behind a gateway that is the gateway's own, so the gateway must let in programs with a certificate only.
 */
public final class ClientCertificates {

    private static final String ATTRIBUTE = "jakarta.servlet.request.X509Certificate";

    private final boolean needed;
    private final List<String> programNames;

    /** @param programNames see {@link ServerTls#programNames} */
    ClientCertificates(boolean needed, List<String> programNames) {
        this.needed = needed;
        this.programNames = programNames;
    }

    /**
     * For requests that only programs of the cluster may make.
     *
     * @throws DfsException with {@link ErrorCode#CERTIFICATE_REQUIRED} if this cluster wants a certificate and there is none, or
     *     only one that is not a program's
     */
    public void require(HttpServletRequest request) {
        if (!needed) {
            return;
        }
        if (!(request.getAttribute(ATTRIBUTE) instanceof X509Certificate[] chain && chain.length > 0)) {
            throw refusal(
                    request,
                    "came without a client certificate, which programs of this cluster need: set DFS_TLS_CERTIFICATE and DFS_TLS_PRIVATE_KEY of the program that called");
        }
        if (!programNames.isEmpty()) {
            requireName(request, CertificateNames.of(chain[0]));
        }
    }

    private void requireName(HttpServletRequest request, List<String> names) {
        if (names.stream()
                .noneMatch(name -> PatternMatchUtils.simpleMatch(programNames.toArray(String[]::new), name))) {
            throw refusal(
                    request,
                    "came with the certificate of %s, which is not a program's: use the program's own, or add its name to DFS_TLS_PROGRAM_NAMES (%s)"
                            .formatted(String.join(", ", names), String.join(", ", programNames)));
        }
    }

    private static DfsException refusal(HttpServletRequest request, String reason) {
        return new DfsException(
                ErrorCode.CERTIFICATE_REQUIRED,
                "%s %s %s".formatted(request.getMethod(), request.getRequestURI(), reason));
    }
}
