package io.dfs.common.http;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The header {@code Authorization: Bearer TOKEN} of RFC 6750. */
public final class BearerToken {

    private static final String SCHEME = "Bearer ";

    private BearerToken() {}

    /** What the header's value brings; empty if there is no header, or one for something else. */
    public static Optional<String> in(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(authorization.substring(SCHEME.length()).strip())
                : Optional.empty();
    }
}
