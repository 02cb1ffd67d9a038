package io.dfs.common.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * What the files of {@link TlsSettings} held when they were read.
 *
 * @param chain the program's own certificate first; empty if it has none
 * @param privateKey the key of the first certificate; null if there is none
 * @param authorities who is trusted; empty for those that Java trusts
 */
public record TlsMaterial(
        List<X509Certificate> chain, @Nullable PrivateKey privateKey, List<X509Certificate> authorities) {

    private static final char[] NO_PASSWORD = {};

    public TlsMaterial {
        chain = List.copyOf(chain);
        authorities = List.copyOf(authorities);
    }

    /**
     * Reads the files and looks whether they fit each other; not whether a certificate has expired.
     *
     * @throws TlsMaterialException with one sentence
     */
    public static TlsMaterial read(TlsSettings settings) {
        List<X509Certificate> authorities =
                settings.ca() == null ? List.of() : new PemFile("DFS_TLS_CA", settings.ca()).certificates();
        if (settings.certificate() == null) {
            if (settings.privateKey() != null) {
                throw new TlsMaterialException(
                        "DFS_TLS_PRIVATE_KEY is set and DFS_TLS_CERTIFICATE is not: set both, or none");
            }
            return new TlsMaterial(List.of(), null, authorities);
        }
        if (settings.privateKey() == null) {
            throw new TlsMaterialException(
                    "DFS_TLS_CERTIFICATE is set and DFS_TLS_PRIVATE_KEY is not: set both, or none");
        }
        List<X509Certificate> chain = new PemFile("DFS_TLS_CERTIFICATE", settings.certificate()).certificates();
        PrivateKey key = new PemFile("DFS_TLS_PRIVATE_KEY", settings.privateKey()).privateKey();
        if (!fits(key, chain.getFirst().getPublicKey())) {
            throw new TlsMaterialException("the key in %s is not that of the first certificate in %s: give the two that"
                            .formatted(settings.privateKey(), settings.certificate())
                    + " were made together");
        }
        return new TlsMaterial(chain, key, authorities);
    }

    /** Whether what the one signs the other verifies. */
    private static boolean fits(PrivateKey privateKey, PublicKey publicKey) {
        String algorithm = switch (privateKey.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> privateKey.getAlgorithm();
        };
        byte[] sample = {1, 2, 3};
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(privateKey);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException _) {
            return false; // Of another kind than the certificate's.
        }
    }

    /** When the first of the program's own certificates ends; empty if it has none. */
    public Optional<Instant> expiresAt() {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Comparator.naturalOrder());
    }

    /** For TLS with these certificates. */
    SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(), trustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsMaterialException(
                    "the certificates of DFS_TLS_CERTIFICATE and DFS_TLS_CA can't be used: " + e.getMessage(), e);
        }
    }

    private KeyManager @Nullable [] keyManagers() throws GeneralSecurityException, IOException {
        if (privateKey == null) {
            return null;
        }
        KeyStore store = emptyStore();
        store.setKeyEntry("own", privateKey, NO_PASSWORD, chain.toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private TrustManager @Nullable [] trustManagers() throws GeneralSecurityException, IOException {
        if (authorities.isEmpty()) {
            return null;
        }
        KeyStore store = emptyStore();
        for (X509Certificate authority : authorities) {
            store.setCertificateEntry("authority-" + store.size(), authority);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}
