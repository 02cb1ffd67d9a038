package io.dfs.node.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FileCipherTest {

    private static final byte[] CONTEXT = {1, 2, 3};
    private static final byte[] PLAIN = {4, 5, 6, 7};

    private final SecretKey key = FileCipher.newKey();
    private final FileCipher cipher = new FileCipher(key, CONTEXT);

    private static ByteBuffer encrypt(FileCipher cipher, int part) {
        ByteBuffer encrypted = ByteBuffer.allocate(PLAIN.length + FileCipher.TAG_BYTES);
        cipher.encrypt(part, ByteBuffer.wrap(PLAIN), encrypted);
        return encrypted.flip();
    }

    private static boolean decrypts(FileCipher cipher, int part, ByteBuffer encrypted) {
        ByteBuffer plain = ByteBuffer.allocate(PLAIN.length);
        boolean right = cipher.decrypt(part, encrypted.duplicate(), plain);
        assertThat(right).isEqualTo(ByteBuffer.wrap(PLAIN).equals(plain.flip()));
        return right;
    }

    @Test
    void aPartIsReadWithTheKeyTheContextAndTheNumberThatItWasEncryptedWith() {
        ByteBuffer encrypted = encrypt(cipher, 7);

        assertThat(decrypts(new FileCipher(key, CONTEXT), 7, encrypted)).isTrue();
        assertThat(decrypts(cipher, 7, encrypted)).isTrue();
        assertThat(decrypts(cipher, 8, encrypted)).isFalse();
        assertThat(decrypts(cipher, -1, encrypted)).isFalse();
        assertThat(decrypts(new FileCipher(key, new byte[] {1, 2, 4}), 7, encrypted))
                .isFalse();
        assertThat(decrypts(new FileCipher(key, new byte[0]), 7, encrypted)).isFalse();
        assertThat(decrypts(new FileCipher(FileCipher.newKey(), CONTEXT), 7, encrypted))
                .isFalse();
        assertThat(decrypts(cipher, 7, encrypted.slice(0, FileCipher.TAG_BYTES - 1)))
                .isFalse();
    }

    @Test
    @DisplayName("no nonce comes twice: parts are encrypted once, in order, the one with the greatest number last")
    void noNonceComesTwice() {
        encrypt(cipher, 0);
        encrypt(cipher, 3);

        assertThatIllegalStateException().isThrownBy(() -> encrypt(cipher, 3));
        assertThatIllegalStateException().isThrownBy(() -> encrypt(cipher, 0));

        encrypt(cipher, -1);
        assertThatIllegalStateException().isThrownBy(() -> encrypt(cipher, -1));
        assertThatIllegalStateException().isThrownBy(() -> encrypt(cipher, 4));
    }

    @Test
    void everyFileHasAKeyOfItsOwn() {
        assertThat(FileCipher.newKey().getEncoded())
                .hasSize(FileCipher.KEY_BYTES)
                .isNotEqualTo(FileCipher.newKey().getEncoded());
    }

    /** Made with another implementation (OpenSSL, by Python's cryptography): the format does not depend on ours. */
    @Test
    void encryptsAsOthersDo() {
        byte[] fixed = new byte[FileCipher.KEY_BYTES];
        for (int i = 0; i < fixed.length; i++) {
            fixed[i] = (byte) i;
        }

        ByteBuffer encrypted = encrypt(new FileCipher(new SecretKeySpec(fixed, "AES"), CONTEXT), 5);

        assertThat(HexFormat.of().formatHex(encrypted.array())).isEqualTo("9ca4c465421e63cc8df2b8ee2723fedd159ce43b");
    }
}
