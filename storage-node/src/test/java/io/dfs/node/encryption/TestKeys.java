package io.dfs.node.encryption;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/** Keys for tests: the same number is the same key. */
public final class TestKeys {

    private TestKeys() {}

    /** As in a key file. */
    public static String text(long number) {
        byte[] key = new byte[32];
        new Random(number).nextBytes(key);
        return HexFormat.of().formatHex(key);
    }

    /** The first encrypts. */
    public static EncryptionKeys of(long... numbers) {
        return new EncryptionKeys(Arrays.stream(numbers)
                .mapToObj(number -> EncryptionKey.parse(text(number)))
                .toList());
    }

    /** Of a node of which all files are encrypted. */
    public static EncryptionKeys refusingPlain(long number) {
        return new EncryptionProperties("", text(number), PlainChunks.REFUSE).keys();
    }

    public static EncryptionKey key(long number) {
        return of(number).current().orElseThrow();
    }
}
