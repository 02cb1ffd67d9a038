package io.dfs.common.id;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/** Makes, reads and orders the UUIDs behind our ids. */
public final class Ids {

    private static final Pattern CANONICAL =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private Ids() {}

    /** A new UUIDv7 (RFC 9562 §5.7): time first, so that neighbours in time are neighbours in an index. */
    public static UUID next() {
        return UuidCreator.getTimeOrderedEpoch();
    }

    /**
     * Reads the canonical form only; {@link UUID#fromString} also takes shortened groups, which would let two texts name
     * one id.
     */
    public static UUID parse(String text) {
        if (!CANONICAL.matcher(text.toLowerCase(Locale.ROOT)).matches()) {
            throw new IllegalArgumentException("not an id (36 characters, 8-4-4-4-12 hex digits): "
                    + (text.length() > 64 ? text.substring(0, 64) + "…" : text));
        }
        return UUID.fromString(text);
    }

    static int compare(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }
}
