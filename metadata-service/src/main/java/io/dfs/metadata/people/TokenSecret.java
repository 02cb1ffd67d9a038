package io.dfs.metadata.people;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * A token as its holder has it: {@code dfs_} and 32 random bytes in base64url. So many bits can't be guessed, which is why a
 * plain hash is enough to keep: a slow one protects what people make up.
 */
record TokenSecret(String value) {

    static final String SCHEME = "dfs_";

    private static final int RANDOM_BYTES = 32;
    private static final Pattern SHAPE = Pattern.compile(SCHEME + "[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    TokenSecret {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "not a token: one is %s and 43 letters, digits, '-' or '_'".formatted(SCHEME));
        }
    }

    static boolean isOne(String text) {
        return SHAPE.matcher(text).matches();
    }

    static TokenSecret random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return new TokenSecret(SCHEME + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** What is kept of it. */
    byte[] sha256() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Secrets do not go into logs. */
    @Override
    public String toString() {
        return "TokenSecret[…]";
    }
}
