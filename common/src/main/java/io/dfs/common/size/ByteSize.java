package io.dfs.common.size;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write and read them: {@code 8MiB}, {@code 512K}, {@code 1.5GiB}, {@code 10MB}. */
public final class ByteSize {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,19}(?:\\.\\d{1,9})?)\\s*([A-Za-z]*)");
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final Map<String, Long> FACTORS = Map.ofEntries(
            Map.entry("", 1L),
            Map.entry("b", 1L),
            Map.entry("k", 1L << 10),
            Map.entry("kib", 1L << 10),
            Map.entry("m", 1L << 20),
            Map.entry("mib", 1L << 20),
            Map.entry("g", 1L << 30),
            Map.entry("gib", 1L << 30),
            Map.entry("t", 1L << 40),
            Map.entry("tib", 1L << 40),
            Map.entry("kb", 1_000L),
            Map.entry("mb", 1_000_000L),
            Map.entry("gb", 1_000_000_000L),
            Map.entry("tb", 1_000_000_000_000L));

    private ByteSize() {}

    /**
     * Bytes of a size such as {@code 64MiB}. K, M, G, T and KiB … TiB are powers of 1024; kB … TB are powers of 1000; a
     * bare number is bytes.
     */
    public static long parse(String text) {
        Matcher size = SIZE.matcher(text.strip());
        Long factor = size.matches() ? FACTORS.get(size.group(2).toLowerCase(Locale.ROOT)) : null;
        if (factor == null) {
            throw new IllegalArgumentException(
                    "not a size: '%s' (write for example 8MiB, 512K or 1GiB)".formatted(text));
        }
        try {
            return new java.math.BigDecimal(size.group(1))
                    .multiply(java.math.BigDecimal.valueOf(factor))
                    .setScale(0, java.math.RoundingMode.DOWN)
                    .longValueExact();
        } catch (ArithmeticException _) {
            throw new IllegalArgumentException("the size '%s' does not fit in 63 bits".formatted(text));
        }
    }

    /** The mebibytes that so many bytes have begun, at least 1: durations are compared for each of them. */
    public static long mebibytesBegun(long bytes) {
        return Math.max(1, Math.ceilDiv(bytes, 1L << 20));
    }

    /** {@code 1536} as {@code 1.5 KiB}; whole numbers without a fraction. */
    public static String format(long bytes) {
        double value = bytes;
        int unit = 0;
        while (Math.abs(value) >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        String number = value == Math.rint(value) ? "%.0f" : "%.1f";
        return (number + " %s").formatted(value, UNITS[unit]);
    }
}
