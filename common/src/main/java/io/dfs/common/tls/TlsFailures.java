package io.dfs.common.tls;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** What a failed TLS connection means, in words that tell what to do. */
public final class TlsFailures {

    private TlsFailures() {}

    /** A clause about the other side; null for failures that are not about certificates. */
    public static @Nullable String explain(Throwable failure) {
        if (find(failure, SSLException.class) == null) {
            return null;
        }
        if (find(failure, CertificateExpiredException.class) != null) {
            return "its certificate has expired: it needs a new one";
        }
        if (find(failure, CertificateNotYetValidException.class) != null) {
            return "its certificate is not valid yet: compare the clocks";
        }
        if (find(failure, CertPathBuilderException.class) != null
                || find(failure, CertPathValidatorException.class) != null) {
            return "its certificate is from an authority that is not trusted here: set DFS_TLS_CA to a PEM file with the"
                    + " certificate of its authority";
        }
        Throwable otherName = find(failure, SSLPeerUnverifiedException.class);
        if (otherName == null) {
            otherName = find(failure, CertificateException.class);
        }
        if (otherName != null) {
            return "its certificate is for other names (%s): call it by one of these, or make one with this name"
                    .formatted(otherName.getMessage());
        }
        return ofMessage(String.valueOf(failure.getMessage()));
    }

    private static @Nullable String ofMessage(String message) {
        if (message.contains("Unsupported or unrecognized SSL message")) {
            return "it does not speak TLS: write http:// in its address, or switch TLS on there";
        }
        if (message.contains("certificate_required") || message.contains("bad_certificate")) {
            return "it wants a client certificate and did not get one: set DFS_TLS_CERTIFICATE and DFS_TLS_PRIVATE_KEY";
        }
        if (message.contains("certificate_unknown")
                || message.contains("unknown_ca")
                || message.contains("certificate_expired")) {
            return "it does not accept the client certificate of DFS_TLS_CERTIFICATE (%s)".formatted(message);
        }
        return null;
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }
}
