package io.dfs.metadata.caller;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** Who it is that the current thread works for. */
public final class Callers {

    private Callers() {}

    /**
     * The sender of the request that this thread answers. A thread that answers none works for the service itself; one that
     * answers a request always has its sender, since the security filter lets no request pass without.
     */
    public static Identity current() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return switch (authentication) {
            case null -> new Identity.Service();
            case AuthenticatedCaller caller -> caller.identity();
            // Endpoints that are open to anybody look at nothing that is anybody's.
            default -> throw new IllegalStateException("an unknown kind of caller: " + authentication.getClass());
        };
    }
}
