package io.dfs.metadata.caller;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** An identity as Spring Security carries it. */
public final class AuthenticatedCaller extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final transient Identity identity;

    public AuthenticatedCaller(Identity identity) {
        super(List.of());
        this.identity = identity;
        setAuthenticated(true);
    }

    public Identity identity() {
        return identity;
    }

    @Override
    public Object getPrincipal() {
        return identity;
    }

    /** They were checked and are not kept. */
    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public String getName() {
        return identity.name();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AuthenticatedCaller that && identity.equals(that.identity);
    }

    @Override
    public int hashCode() {
        return identity.hashCode();
    }
}
