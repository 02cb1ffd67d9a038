package io.dfs.common.file;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The rules for one name in a directory: 1 to 255 bytes of UTF-8 without {@code /} and NUL, not {@code .} or {@code ..}. */
public final class FileName {

    public static final int MAX_BYTES = 255;

    private FileName() {}

    /** Returns the name if it is a good one; otherwise a {@link ErrorCode#INVALID_PATH} that says what is wrong. */
    public static String check(String name) {
        String fault = fault(name);
        if (fault != null) {
            throw new DfsException(ErrorCode.INVALID_PATH, fault);
        }
        return name;
    }

    private static @org.jspecify.annotations.Nullable String fault(String name) {
        if (name.isEmpty()) {
            return "the path has an empty name in it (two slashes in a row): leave one out";
        }
        if (name.equals(".") || name.equals("..")) {
            return "the path has the name %s in it: dfs does not walk up or stay, give the path itself"
                    .formatted(quote(name));
        }
        if (name.indexOf('\0') >= 0) {
            return "the name %s has a NUL character in it, which no name may have".formatted(quote(name));
        }
        if (name.indexOf('/') >= 0) {
            return "the name %s has a slash in it, which only separates names".formatted(quote(name));
        }
        int bytes = utf8Length(name);
        if (bytes < 0) {
            return "the name %s is not valid Unicode (an unpaired surrogate)".formatted(quote(name));
        }
        if (bytes > MAX_BYTES) {
            return "the name %s is %d bytes of UTF-8 long; the limit is %d: use a shorter one"
                    .formatted(quote(name), bytes, MAX_BYTES);
        }
        return null;
    }

    private static int utf8Length(String name) {
        if (name.chars().allMatch(c -> c < 0x80)) {
            return name.length();
        }
        try {
            return StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(name))
                    .remaining();
        } catch (CharacterCodingException _) {
            return -1;
        }
    }

    /** For messages: in quotes, control characters escaped, cut after 80 characters. */
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().limit(80).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
                quoted.append("\\u%04x".formatted(c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append(text.codePointCount(0, text.length()) > 80 ? "…\"" : "\"")
                .toString();
    }
}
