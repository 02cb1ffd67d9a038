package io.dfs.metadata.status;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A part of the facts, which is read, and fails, by itself.
 *
 * @param asOf when the value was true, by the database's clock; null if it was never read
 * @param problem why the value is not newer; null if the last reading succeeded
 */
record Part<T>(T value, @Nullable Instant asOf, @Nullable String problem) {

    static <T> Part<T> never(T empty) {
        return new Part<>(empty, null, null);
    }
}
