package io.dfs.metadata.access;

import io.dfs.common.file.FilePath;
import io.dfs.metadata.limits.BodyLimit;
import io.dfs.metadata.limits.Limits;
import java.util.function.ToIntFunction;

/** What an endpoint takes as its body: from how many of what it may hold follows how large it may be. */
@FunctionalInterface
interface Body {

    Body NONE = _ -> BodyLimit.NONE;

    /** A record with a few fields. */
    Body SMALL = _ -> BodyLimit.SMALL;

    /** A path, of which half the bytes need an escape, and what stands around it. */
    int PATH_BYTES = 2 * FilePath.MAX_BYTES + 64;

    BodyLimit limit(Limits limits);

    /**
     * A list.
     *
     * @param count how many there may be in it
     * @param bytes of JSON that one of them takes at most
     * @param values JSON values and names in one of them; twice as many are read, so that a list that is a bit too long is refused
     *     by the endpoint, which says how long it may be
     */
    static Body list(ToIntFunction<Limits> count, int bytes, int values) {
        return limits -> new BodyLimit(
                BodyLimit.SMALL.bytes() + (long) count.applyAsInt(limits) * bytes,
                BodyLimit.SMALL.values() + 2L * count.applyAsInt(limits) * values);
    }

    /** Both in one body. */
    default Body and(Body other) {
        return limits -> {
            BodyLimit own = limit(limits);
            BodyLimit more = other.limit(limits);
            return new BodyLimit(own.bytes() + more.bytes(), own.values() + more.values());
        };
    }
}
