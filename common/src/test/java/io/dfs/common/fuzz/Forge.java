package io.dfs.common.fuzz;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs whatever it is given with the cluster's real secret, so that what stands behind the check of signatures is reached.
 * Made again from the description of the format, not from the code under test.
 */
public final class Forge {

    private final String secret;

    public Forge(String secret) {
        this.secret = secret;
    }

    /** The header that a good token has. */
    public String header() {
        return "{\"kid\":\"%s\",\"alg\":\"HS256\"}".formatted(keyId());
    }

    public String keyId() {
        return HexFormat.of().formatHex(hmac(secret.getBytes(StandardCharsets.UTF_8), "dfs/v1/key-id"), 0, 4);
    }

    /** @param kind {@code ticket}, {@code receipt} or {@code service token} */
    public String sign(String kind, String header, String claims) {
        String signed = base64(header) + "." + base64(claims);
        byte[] key = hmac(secret.getBytes(StandardCharsets.UTF_8), "dfs/v1/" + kind);
        return signed + "." + base64(hmac(key, signed));
    }

    static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
