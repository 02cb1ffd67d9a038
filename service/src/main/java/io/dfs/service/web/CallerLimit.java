package io.dfs.service.web;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;

/** Refuses a request of a caller that has as many under way as one may have. What programs hear is what an overloaded service says. */
public final class CallerLimit extends DfsException {

    CallerLimit(String caller, int limit) {
        super(
                ErrorCode.OVERLOADED,
                "%s has %d requests under way, the most for one caller: try again when one of them is done"
                        .formatted(caller, limit));
    }
}
