package io.dfs.node.transfer;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes of a chunk a request asks for.
 *
 * @param partial whether the request had a range, so that the answer is a 206
 */
record ByteRange(long offset, long lengthBytes, boolean partial) {

    private static final String UNIT = "bytes=";

    /** At most 18 digits: such a number fits in a long. */
    private static final Pattern SINGLE = Pattern.compile("(\\d{0,18})-(\\d{0,18})");

    /**
     * Reads a {@code Range} header (RFC 9110 §14.2). One range is served; several, or one that is no range, are refused,
     * which the RFC permits and which tells a program about its error. Another unit than bytes is ignored.
     *
     * @throws DfsException {@link ErrorCode#RANGE_NOT_SATISFIABLE}
     */
    static ByteRange parse(@Nullable String header, long chunkBytes) {
        if (header == null || !header.startsWith(UNIT)) {
            return new ByteRange(0, chunkBytes, false);
        }
        Matcher range = SINGLE.matcher(header.substring(UNIT.length()).strip());
        if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
            throw refusal("the range '%s' is not one range such as bytes=0-99".formatted(shorten(header)));
        }
        return range.group(1).isEmpty()
                ? lastBytes(Long.parseLong(range.group(2)), chunkBytes)
                : fromTo(Long.parseLong(range.group(1)), range.group(2), chunkBytes);
    }

    private static ByteRange lastBytes(long count, long chunkBytes) {
        if (count == 0 || chunkBytes == 0) {
            throw refusal("the last %d bytes of a chunk of %d bytes are none".formatted(count, chunkBytes));
        }
        long length = Math.min(count, chunkBytes);
        return new ByteRange(chunkBytes - length, length, true);
    }

    private static ByteRange fromTo(long first, String lastDigits, long chunkBytes) {
        long last = lastDigits.isEmpty() ? chunkBytes - 1 : Math.min(Long.parseLong(lastDigits), chunkBytes - 1);
        if (!lastDigits.isEmpty() && Long.parseLong(lastDigits) < first) {
            throw refusal("the range ends at %s, before its start at %d".formatted(lastDigits, first));
        }
        if (first >= chunkBytes) {
            throw refusal("the range starts at %d and the chunk has %d bytes".formatted(first, chunkBytes));
        }
        return new ByteRange(first, last - first + 1, true);
    }

    private static DfsException refusal(String why) {
        return new DfsException(ErrorCode.RANGE_NOT_SATISFIABLE, why);
    }

    private static String shorten(String header) {
        return header.length() > 80 ? header.substring(0, 80) + "…" : header;
    }
}
