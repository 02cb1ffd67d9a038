package io.dfs.common.token;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * The half of a node's Ed25519 key that everybody may know.
 *
 * @param text the key as X.509 encodes it ({@value #LENGTH_BYTES} bytes), in base64url
 */
public record NodePublicKey(String text) {

    static final int LENGTH_BYTES = 44;

    /** @throws IllegalArgumentException if the text is no Ed25519 key */
    public NodePublicKey {
        if (decode(text).length != LENGTH_BYTES) {
            throw new IllegalArgumentException("a node's public key has %d bytes".formatted(LENGTH_BYTES));
        }
        parse(text);
    }

    @JsonCreator
    public static NodePublicKey valueOf(String text) {
        return new NodePublicKey(text);
    }

    public static NodePublicKey of(byte[] encoded) {
        return new NodePublicKey(Base64.getUrlEncoder().withoutPadding().encodeToString(encoded));
    }

    /** As X.509 encodes it. */
    public byte[] encoded() {
        return decode(text);
    }

    PublicKey key() {
        return parse(text);
    }

    private static byte[] decode(String text) {
        return Base64.getUrlDecoder().decode(text);
    }

    private static PublicKey parse(String text) {
        try {
            return KeyFactory.getInstance(NodeKey.ALGORITHM).generatePublic(new X509EncodedKeySpec(decode(text)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a node's public key is an Ed25519 key", e);
        }
    }

    @JsonValue
    @Override
    public String toString() {
        return text;
    }
}
