package io.dfs.metadata.database;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What lies behind an exception. */
final class CauseChain {

    private CauseChain() {}

    /** The first of this type: the exception itself, its cause, and so on. */
    static <T extends Throwable> Optional<T> first(Throwable thrown, Class<T> type) {
        return Stream.<@Nullable Throwable>iterate(thrown, e -> e != null, e -> e == null ? null : e.getCause())
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }
}
