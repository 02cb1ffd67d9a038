package io.dfs.cli.access;

import io.dfs.cli.session.Spans;
import io.dfs.cli.session.UsageException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** When something is to end, as people write it: {@code 30d} from now, the beginning of {@code 2027-01-01} in UTC, or an instant. */
final class Expiry {

    private Expiry() {}

    /** Always later than {@code now}. */
    static Instant parse(String text, Instant now) {
        Instant end = date(text);
        if (end == null) {
            end = span(text, now);
        }
        if (!end.isAfter(now)) {
            throw new UsageException("--expires %s is over already".formatted(text));
        }
        return end;
    }

    private static @Nullable Instant date(String text) {
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeParseException _) {
            return null; // A span, then.
        }
    }

    private static Instant span(String text, Instant now) {
        try {
            return now.plus(Spans.parse(text));
        } catch (IllegalArgumentException _) {
            throw new UsageException(
                    "--expires is '%s': write a span such as 12h or 30d, or a date such as 2027-01-01".formatted(text));
        }
    }
}
