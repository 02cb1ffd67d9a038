package io.dfs.node.encryption;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Base64;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key of the operator's, 256 bits. It encrypts no data: it wraps the keys of files, each of which encrypts one file. What
 * is used is derived from it, so that its name and the wrapping have nothing in common.
 */
public final class EncryptionKey {

    /** A wrapped key of 32 bytes: RFC 3394 adds 8. */
    public static final int WRAPPED_BYTES = FileCipher.KEY_BYTES + 8;

    private static final int BYTES = 32;
    private static final int HEX_DIGITS = 2 * BYTES;

    /** 32 random bytes have 30 different values; fewer than 16 have been typed, or made by a broken generator. */
    private static final int LEAST_DIFFERENT_BYTES = 16;

    private final KeyId id;
    private final SecretKey wrapping;

    private EncryptionKey(byte[] key) {
        this.id = new KeyId(ByteBuffer.wrap(derive(key, "encryption-key-id")).getLong());
        this.wrapping = new SecretKeySpec(derive(key, "chunk-key-wrapping"), "AES");
    }

    /**
     * @param text 64 hex digits, or base64 of 32 bytes
     * @throws IllegalArgumentException if it is none; the message does not repeat it
     */
    static EncryptionKey parse(String text) {
        byte[] key = decode(text);
        if (key.length != BYTES) {
            throw new IllegalArgumentException("no key of 32 bytes, as 64 hex digits or in base64");
        }
        if (differentBytes(key) < LEAST_DIFFERENT_BYTES) {
            throw new IllegalArgumentException("a weak key: its bytes repeat too often to be random");
        }
        return new EncryptionKey(key);
    }

    /** Empty if it is neither. Exceptions of the decoders are dropped: their messages repeat the text. */
    private static byte[] decode(String text) {
        try {
            return text.length() == HEX_DIGITS
                    ? HexFormat.of().parseHex(text)
                    : Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            return new byte[0];
        }
    }

    private static int differentBytes(byte[] key) {
        BitSet values = new BitSet();
        for (byte value : key) {
            values.set(Byte.toUnsignedInt(value));
        }
        return values.cardinality();
    }

    /** HMAC-SHA-256(key, purpose): the expand step of HKDF (RFC 5869) with one block. */
    private static byte[] derive(byte[] key, String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(("dfs/v1/" + purpose).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    public KeyId id() {
        return id;
    }

    /** The key of a file, encrypted and protected against changes (AES key wrap, RFC 3394). */
    public byte[] wrap(SecretKey fileKey) {
        try {
            Cipher cipher = keyWrap();
            cipher.init(Cipher.WRAP_MODE, wrapping);
            return cipher.wrap(fileKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an AES key can be wrapped", e);
        }
    }

    /** Empty if the bytes are not those of a key that this one wrapped. */
    public Optional<SecretKey> unwrap(byte[] wrapped) {
        try {
            Cipher cipher = keyWrap();
            cipher.init(Cipher.UNWRAP_MODE, wrapping);
            return Optional.of((SecretKey) cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY));
        } catch (InvalidKeyException _) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform's key wrap takes an AES key", e);
        }
    }

    private static Cipher keyWrap() throws GeneralSecurityException {
        return Cipher.getInstance("AES/KW/NoPadding");
    }

    /** Keys do not go into logs. */
    @Override
    public String toString() {
        return "EncryptionKey[" + id + "]";
    }
}
