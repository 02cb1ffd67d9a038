package io.dfs.node.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptionKeyTest {

    /** The bytes 0, 1, … 31. */
    private static final String KNOWN = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    @Test
    void hexAndBase64AreTheSameKey() {
        byte[] key = HexFormat.of().parseHex(KNOWN);

        assertThat(EncryptionKey.parse(KNOWN.toUpperCase(java.util.Locale.ROOT)).id())
                .isEqualTo(EncryptionKey.parse(KNOWN).id());
        assertThat(EncryptionKey.parse(Base64.getEncoder().encodeToString(key)).id())
                .isEqualTo(EncryptionKey.parse(KNOWN).id());
        assertThat(EncryptionKey.parse(Base64.getEncoder().withoutPadding().encodeToString(key))
                        .id())
                .isEqualTo(EncryptionKey.parse(KNOWN).id());
    }

    /** Both were made with OpenSSL, by Python's cryptography: the format does not depend on our implementation. */
    @Test
    void nameAndWrappingAreTheDocumentedOnes() {
        EncryptionKey key = EncryptionKey.parse(KNOWN);
        SecretKey fileKey = new SecretKeySpec(HexFormat.of().parseHex(KNOWN), "AES");

        assertThat(key.id()).hasToString("04a1511842472151");
        assertThat(HexFormat.of().formatHex(key.wrap(fileKey)))
                .isEqualTo("0082712bebefc6b0df6db9af3a26ae7078f0aff11982ded41bda520bac7ff3f813274e5952b69673");
    }

    @Test
    void unwrapsWhatItHasWrappedAndNothingElse() {
        EncryptionKey key = TestKeys.key(1);
        SecretKey fileKey = FileCipher.newKey();
        byte[] wrapped = key.wrap(fileKey);

        assertThat(wrapped).hasSize(EncryptionKey.WRAPPED_BYTES);
        assertThat(key.unwrap(wrapped)).contains(fileKey);
        assertThat(TestKeys.key(2).unwrap(wrapped)).isEmpty();
        for (int position = 0; position < wrapped.length; position++) {
            byte[] damaged = wrapped.clone();
            damaged[position] ^= 1;
            assertThat(key.unwrap(damaged)).as("byte %d", position).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "00010203",
                "g00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20",
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==",
                "not base64 at all, not base64 at all, not b64"
            })
    void refusesWhatIsNoKeyAndDoesNotRepeatIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EncryptionKey.parse(text))
                .withMessageContaining("no key of 32 bytes")
                .withNoCause()
                .satisfies(e -> assertThat(text.isEmpty() || !e.getMessage().contains(text))
                        .isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
            })
    void refusesAKeyThatNobodyHasDrawn(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EncryptionKey.parse(text))
                .withMessageContaining("weak");
    }

    @Test
    @DisplayName("a key shows its name and not itself")
    void aKeyShowsItsNameAndNotItself() {
        assertThat(EncryptionKey.parse(KNOWN)).hasToString("EncryptionKey[04a1511842472151]");
        assertThat(TestKeys.of(1, 2))
                .hasToString("EncryptionKeys[%s, %s]"
                        .formatted(TestKeys.key(1).id(), TestKeys.key(2).id()));
    }
}
