package io.dfs.node.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.service.start.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncryptionPropertiesTest {

    @TempDir
    private Path folder;

    private Path file(String... lines) throws IOException {
        return Files.writeString(folder.resolve("keys"), String.join("\n", lines) + "\n");
    }

    private static EncryptionKeys in(Path file) {
        return new EncryptionProperties(file.toString(), "").keys();
    }

    private static void assertStartRefused(EncryptionProperties properties, String message) {
        assertThatExceptionOfType(StartRefusedException.class)
                .isThrownBy(properties::keys)
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).endsWith("."));
    }

    @Test
    void withoutAKeyNothingIsEncrypted() {
        assertThat(new EncryptionProperties("", " ").keys().current()).isEmpty();
    }

    @Test
    void theFirstKeyEncryptsAndAllDecrypt() throws IOException {
        EncryptionKeys keys = in(file("# since March", TestKeys.text(2), "", "  " + TestKeys.text(1) + " "));

        assertThat(keys.current().map(EncryptionKey::id))
                .contains(TestKeys.key(2).id());
        assertThat(keys.require(TestKeys.key(1).id(), "x").id())
                .isEqualTo(TestKeys.key(1).id());
        assertThat(keys.require(TestKeys.key(2).id(), "x").id())
                .isEqualTo(TestKeys.key(2).id());
    }

    @Test
    void theKeyMayComeWithoutAFile() {
        assertThat(new EncryptionProperties("", TestKeys.text(1)).keys())
                .hasToString(TestKeys.of(1).toString());
    }

    @Test
    @DisplayName("I-4 a key that is not here is missed, and nothing else is said")
    void aKeyThatIsNotHereIsMissed() {
        EncryptionKeys keys = TestKeys.of(1);
        KeyId other = TestKeys.key(2).id();

        assertThatExceptionOfType(DfsException.class)
                .isThrownBy(() -> keys.require(other, "chunk c"))
                .returns(ErrorCode.ENCRYPTION_KEY_MISSING, DfsException::code)
                .withMessageContaining("chunk c is encrypted with the key " + other);
        assertThat(keys.missing()).containsExactly(other);
    }

    @Test
    void whatIsRememberedOfMissingKeysIsBounded() {
        EncryptionKeys keys = EncryptionKeys.none();
        for (int i = 0; i < 1_000; i++) {
            KeyId id = new KeyId(i);
            assertThatExceptionOfType(DfsException.class).isThrownBy(() -> keys.require(id, "a chunk"));
        }

        assertThat(keys.missing()).hasSizeLessThan(100);
    }

    @Test
    void refusesToStartWithAKeyThatIsNoneWeakOrUnreadable() throws IOException {
        assertStartRefused(
                new EncryptionProperties(file(TestKeys.text(1), "short").toString(), ""),
                "Line 2 of the encryption key file " + folder.resolve("keys") + " is no key of 32 bytes");
        assertStartRefused(new EncryptionProperties("", "0".repeat(64)), "Line 1 of DFS_ENCRYPTION_KEY is a weak key");
        assertStartRefused(new EncryptionProperties(file("# none").toString(), ""), "There is no key in");
        assertStartRefused(new EncryptionProperties(folder.resolve("none").toString(), ""), "can't be read");
        assertStartRefused(new EncryptionProperties(folder.toString(), ""), "can't be read");
        assertStartRefused(
                new EncryptionProperties(file(TestKeys.text(1)).toString(), TestKeys.text(1)), "are both set");
    }

    @Test
    void keysDoNotShowInLogs() {
        assertThat(new EncryptionProperties("", TestKeys.text(1))).asString().doesNotContain(TestKeys.text(1));
    }
}
