package io.dfs.common.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that every service of a cluster shares. Keys for each purpose are derived from it, so that a token of one
 * kind is never taken for another.
 */
public final class ClusterSecret {

    /** Shortest secret, in characters: {@value}. 32 random hex digits are 128 bits. */
    public static final int MIN_LENGTH = 32;

    private final byte[] secret;

    public ClusterSecret(String secret) {
        if (secret.strip().length() < MIN_LENGTH) {
            throw new IllegalArgumentException(
                    "the cluster secret has %d characters; the least is %d: make one with 'openssl rand -hex 32'"
                            .formatted(secret.strip().length(), MIN_LENGTH));
        }
        this.secret = secret.strip().getBytes(StandardCharsets.UTF_8);
    }

    /** Names the secret in the header of what it signed; tells nothing about it. */
    String keyId() {
        return HexFormat.of().formatHex(derive("key-id"), 0, 4);
    }

    /** A 256-bit key: HMAC-SHA-256(secret, purpose), the expand step of HKDF (RFC 5869) with one block. */
    byte[] derive(String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(("dfs/v1/" + purpose).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClusterSecret that && MessageDigest.isEqual(secret, that.secret);
    }

    @Override
    public int hashCode() {
        return keyId().hashCode();
    }

    @Override
    public String toString() {
        return "ClusterSecret[" + keyId() + "]";
    }
}
