package io.dfs.node.web;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A range of which the chunk has no byte. */
public final class UnsatisfiableRange extends DfsException {

    private final @Nullable String contentRange;

    /** @param contentRange the header that says how long the chunk is, if the caller may know that */
    public UnsatisfiableRange(@Nullable String contentRange) {
        super(ErrorCode.RANGE_NOT_SATISFIABLE, "the chunk has no byte of the range: ask for less, or for the whole");
        this.contentRange = contentRange;
    }

    @Nullable
    String contentRange() {
        return contentRange;
    }
}
