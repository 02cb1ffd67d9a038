package io.dfs.node.encryption;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM under the key of one file. A file is encrypted in parts, and a part's number is its nonce: a key encrypts each
 * number once, because a file is written once, from its first part to its last, by one writer with a key that it has made
 * for it. A write that is repeated is a new writer with a new key. Not thread-safe.
 */
public final class FileCipher {

    public static final int KEY_BYTES = 32;

    /** What each part grows by. */
    public static final int TAG_BYTES = 16;

    private static final int NONCE_BYTES = 12;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKey key;
    private final byte[] context;
    private final Cipher cipher;
    private long lastEncrypted = -1;

    /** @param context what every part is bound to beside its number: the same to encrypt and to decrypt */
    public FileCipher(SecretKey key, byte[] context) {
        this.key = key;
        this.context = context.clone();
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES in GCM", e);
        }
    }

    /** A key for one file. */
    public static SecretKey newKey() {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        return new SecretKeySpec(key, "AES");
    }

    /**
     * @param part unsigned, and above the last one: no nonce comes twice
     * @param encrypted takes {@link #TAG_BYTES} more than there are plain bytes
     */
    public void encrypt(int part, ByteBuffer plain, ByteBuffer encrypted) {
        long number = Integer.toUnsignedLong(part);
        if (number <= lastEncrypted) {
            throw new IllegalStateException("part %d after part %d".formatted(number, lastEncrypted));
        }
        lastEncrypted = number;
        try {
            begin(Cipher.ENCRYPT_MODE, part);
            cipher.doFinal(plain, encrypted);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("part %d can't be encrypted".formatted(number), e);
        }
    }

    /** False if the bytes are not those that were encrypted as this part of this file. */
    public boolean decrypt(int part, ByteBuffer encrypted, ByteBuffer plain) {
        try {
            begin(Cipher.DECRYPT_MODE, part);
            cipher.doFinal(encrypted, plain);
            return true;
        } catch (AEADBadTagException _) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("part %d can't be decrypted".formatted(Integer.toUnsignedLong(part)), e);
        }
    }

    private void begin(int mode, int part) throws GeneralSecurityException {
        byte[] nonce = ByteBuffer.allocate(NONCE_BYTES)
                .putInt(NONCE_BYTES - Integer.BYTES, part)
                .array();
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(context);
        cipher.updateAAD(nonce);
    }
}
