package io.dfs.cli.download;

import io.dfs.cli.session.UsageException;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a file as in HTTP (RFC 9110 §14.1.2): {@code A-B} both included, {@code A-} to the end, {@code -N} the last N.
 *
 * @param first null for the last {@code last} bytes
 * @param last null for the end of the file
 */
record ByteRange(@Nullable Long first, @Nullable Long last) {

    private static final Pattern RANGE = Pattern.compile("(\\d{0,18})-(\\d{0,18})");

    /** Bytes from {@code start} to before {@code end}. */
    record Span(long start, long end) {

        long lengthBytes() {
            return end - start;
        }
    }

    static ByteRange parse(String text) {
        Matcher matcher = RANGE.matcher(text.strip());
        if (!matcher.matches() || text.strip().equals("-")) {
            throw new UsageException(
                    "--range %s: write A-B (both included), A- (from A on) or -N (the last N bytes)".formatted(text));
        }
        Long first = number(matcher.group(1));
        Long last = number(matcher.group(2));
        if (first != null && last != null && last < first) {
            throw new UsageException("--range %s: the end lies before the start".formatted(text));
        }
        return new ByteRange(first, last);
    }

    private static @Nullable Long number(String digits) {
        return digits.isEmpty() ? null : Long.valueOf(digits);
    }

    /** Within a file of this length; what reaches beyond its end is cut off. */
    Span within(long lengthBytes) {
        long start;
        long end;
        if (first == null) {
            start = Math.max(0, lengthBytes - Objects.requireNonNull(last));
            end = lengthBytes;
        } else {
            start = first;
            end = last == null ? lengthBytes : Math.min(lengthBytes, last + 1);
        }
        if (start >= end) {
            throw new DfsException(
                    ErrorCode.RANGE_NOT_SATISFIABLE,
                    "the range has no byte of the file, which is %d bytes long".formatted(lengthBytes));
        }
        return new Span(start, end);
    }
}
