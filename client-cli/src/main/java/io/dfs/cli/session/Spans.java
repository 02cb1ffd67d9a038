package io.dfs.cli.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as people write and read them: {@code 40 s}, {@code 3 min}, {@code 2 h}, {@code 5 days}. */
public final class Spans {

    private static final Pattern SPAN = Pattern.compile("(\\d{1,9})\\s*([A-Za-z]+)");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "min", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private Spans() {}

    /** One number in the largest unit of which there are two or more. */
    public static String format(Duration span) {
        Duration length = span.isNegative() ? Duration.ZERO : span;
        if (length.compareTo(Duration.ofSeconds(10)) < 0) {
            return "%.1f s".formatted(length.toMillis() / 1000.0);
        }
        if (length.compareTo(Duration.ofMinutes(2)) < 0) {
            return length.toSeconds() + " s";
        }
        if (length.compareTo(Duration.ofHours(2)) < 0) {
            return length.toMinutes() + " min";
        }
        return length.compareTo(Duration.ofDays(2)) < 0 ? length.toHours() + " h" : length.toDays() + " days";
    }

    /** How long ago; {@code just now} for what is later by our clock, which is not the one that told the time. */
    public static String ago(Instant then, Instant now) {
        return then.isBefore(now) ? format(Duration.between(then, now)) + " ago" : "just now";
    }

    /** A span such as {@code 90s}, {@code 30m}, {@code 2h} or {@code 1d}. */
    public static Duration parse(String text) {
        Matcher span = SPAN.matcher(text.strip());
        Duration unit = span.matches() ? UNITS.get(span.group(2).toLowerCase(Locale.ROOT)) : null;
        if (unit == null) {
            throw new IllegalArgumentException(
                    "not a time: '%s' (write for example 90s, 30m, 2h or 1d)".formatted(text));
        }
        return unit.multipliedBy(Long.parseLong(span.group(1)));
    }
}
