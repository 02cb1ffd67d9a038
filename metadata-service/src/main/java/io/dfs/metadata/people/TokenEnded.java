package io.dfs.metadata.people;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.metadata.caller.Identity;

/** The token was good once: it lets no one in, and tells who comes with it. */
public final class TokenEnded extends DfsException {

    private static final long serialVersionUID = 1L;

    private final transient Identity.Person holder;

    TokenEnded(ErrorCode code, String message, Identity.Person holder) {
        super(code, message);
        this.holder = holder;
    }

    public Identity.Person holder() {
        return holder;
    }
}
