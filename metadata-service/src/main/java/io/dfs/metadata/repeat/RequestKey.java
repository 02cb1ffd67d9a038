package io.dfs.metadata.repeat;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.DfsHeaders;
import io.dfs.common.http.Json;
import io.dfs.metadata.caller.Callers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What names a change, so that it is made once.
 *
 * @param key from the {@code Idempotency-Key} header; null if the sender gave none, and the request is judged each time
 * @param fingerprint of the request and its caller: with the same key, another one is a mistake
 */
public record RequestKey(@Nullable String key, String fingerprint) {

    public static final RequestKey NONE = new RequestKey(null, "");

    private static final int MAX_LENGTH = 64;
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._:-]{1," + MAX_LENGTH + "}");

    /**
     * @param header as it was sent; the quotes of a structured header are not part of the key
     * @param request all that makes the request this one, in JSON's terms
     */
    public static RequestKey of(@Nullable String header, String operation, Object... request) {
        if (header == null) {
            return NONE;
        }
        String sent = header.strip();
        boolean quoted = sent.length() >= 2 && sent.startsWith("\"") && sent.endsWith("\"");
        String key = quoted ? sent.substring(1, sent.length() - 1) : sent;
        if (!ALLOWED.matcher(key).matches()) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "the header %s holds 1 to %d letters, digits or . _ : - (a UUID is fine)"
                            .formatted(DfsHeaders.IDEMPOTENCY_KEY, MAX_LENGTH));
        }
        // One caller must not be given what another was answered.
        List<Object> whole =
                new ArrayList<>(List.of(operation, Callers.current().name()));
        whole.addAll(Arrays.asList(request));
        return new RequestKey(key, sha256(Json.write(whole)));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
