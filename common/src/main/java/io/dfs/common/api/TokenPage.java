package io.dfs.common.api;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** @param next where the next page continues ({@code after}); null if this is the last */
public record TokenPage(List<TokenInfo> tokens, @Nullable UUID next) {

    public TokenPage {
        tokens = List.copyOf(tokens);
    }
}
