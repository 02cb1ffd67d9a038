package io.dfs.common.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of PEM blocks.
 *
 * @param setting which setting names it, for people
 */
record PemFile(String setting, Path path) {

    /** A bundle of authorities has some hundred KiB. */
    private static final long MAX_BYTES = 4L << 20;

    private static final Pattern CERTIFICATE = block("CERTIFICATE");
    private static final Pattern PKCS8_KEY = block("PRIVATE KEY");
    private static final Pattern OTHER_KEY = Pattern.compile("-----BEGIN ([A-Z0-9]+ )+PRIVATE KEY-----");
    private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "EdDSA");

    private static Pattern block(String type) {
        return Pattern.compile("-----BEGIN %1$s-----([A-Za-z0-9+/=\\s]+)-----END %1$s-----".formatted(type));
    }

    /** All certificates of the file, in its order; one at least. */
    List<X509Certificate> certificates() {
        List<X509Certificate> certificates = CERTIFICATE
                .matcher(text())
                .results()
                .map(block -> certificate(block.group(1)))
                .toList();
        if (certificates.isEmpty()) {
            throw refusal("holds no certificate in PEM ('-----BEGIN CERTIFICATE-----')", null);
        }
        return certificates;
    }

    private X509Certificate certificate(String base64) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(decoded(base64)));
        } catch (CertificateException e) {
            throw refusal("holds a damaged certificate", e);
        }
    }

    /** The key, of whichever of the usual kinds it is. */
    PrivateKey privateKey() {
        String text = text();
        Matcher block = PKCS8_KEY.matcher(text);
        if (!block.find()) {
            throw refusal(
                    OTHER_KEY.matcher(text).find()
                            ? "holds a key that is encrypted or not in PKCS#8: convert it with 'openssl pkcs8 -topk8"
                                    + " -nocrypt -in OLD -out NEW'"
                            : "holds no private key in PEM ('-----BEGIN PRIVATE KEY-----')",
                    null);
        }
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(decoded(block.group(1)));
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has " + algorithm, e);
            } catch (GeneralSecurityException _) {
                // Of another kind.
            }
        }
        throw refusal("holds a key that is damaged or of another kind than EC, RSA and Ed25519", null);
    }

    private byte[] decoded(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw refusal("holds a damaged block of PEM", e);
        }
    }

    private String text() {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw refusal("has more than %d MiB, so it is no PEM file".formatted(MAX_BYTES >> 20), null);
            }
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw refusal("does not exist", e);
        } catch (IOException e) {
            throw refusal("can't be read (is it a file, and may this user read it?)", e);
        }
    }

    private TlsMaterialException refusal(String what, @Nullable Throwable cause) {
        return new TlsMaterialException("the file %s of %s %s".formatted(path, setting, what), cause);
    }
}
