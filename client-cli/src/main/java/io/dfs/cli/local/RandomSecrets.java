package io.dfs.cli.local;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** What no one guesses: 256 bits by chance. */
final class RandomSecrets {

    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomSecrets() {}

    /** 64 hexadecimal digits. */
    static String secret() {
        return HexFormat.of().formatHex(random());
    }

    /** A token as the metadata service makes them: {@code dfs_} and 43 characters of base64url. */
    static String token() {
        return "dfs_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random());
    }

    private static byte[] random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
