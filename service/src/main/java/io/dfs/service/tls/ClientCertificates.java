package io.dfs.service.tls;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Decides whether a program of the cluster has shown who it is by a client certificate, which the web server has verified.
 * Behind a gateway that is the gateway's own.
 */
public final class ClientCertificates {

    private static final String ATTRIBUTE = "jakarta.servlet.request.X509Certificate";

    private final boolean needed;

    ClientCertificates(boolean needed) {
        this.needed = needed;
    }

    /**
     * For requests that only programs of the cluster may make.
     *
     * @throws DfsException with {@link ErrorCode#CERTIFICATE_REQUIRED} if this cluster wants one and there is none
     */
    public void require(HttpServletRequest request) {
        if (needed && !(request.getAttribute(ATTRIBUTE) instanceof Object[] chain && chain.length > 0)) {
            throw new DfsException(
                    ErrorCode.CERTIFICATE_REQUIRED,
                    "%s %s came without a client certificate, which programs of this cluster need: set DFS_TLS_CERTIFICATE and DFS_TLS_PRIVATE_KEY of the program that called"
                            .formatted(request.getMethod(), request.getRequestURI()));
        }
    }
}
