package io.dfs.metadata.access;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.token.ServiceCaller;
import io.dfs.common.token.TokenSigner;
import io.dfs.metadata.caller.AuthenticatedCaller;
import io.dfs.metadata.caller.Identity;
import io.dfs.metadata.people.PeopleByProvider;
import io.dfs.metadata.people.PeopleByToken;
import io.dfs.service.attempts.FailedAttempts;
import io.dfs.service.tls.ClientCertificates;
import jakarta.persistence.PersistenceException;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import org.springframework.dao.DataAccessException;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationManagerResolver;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Finds out whose a bearer token is. Its shape says who can tell; whether it is good, only that one says. */
@Component
class BearerAuthentication implements AuthenticationManagerResolver<HttpServletRequest> {

    private final PeopleByToken people;
    private final PeopleByProvider provider;
    private final TokenSigner programs;
    private final ClientCertificates certificates;
    private final FailedAttempts attempts;

    BearerAuthentication(
            PeopleByToken people,
            PeopleByProvider provider,
            TokenSigner programs,
            ClientCertificates certificates,
            FailedAttempts attempts) {
        this.people = people;
        this.provider = provider;
        this.programs = programs;
        this.certificates = certificates;
        this.attempts = attempts;
    }

    @Override
    public AuthenticationManager resolve(HttpServletRequest request) {
        return authentication -> authenticate(request, authentication);
    }

    private Authentication authenticate(HttpServletRequest request, Authentication authentication) {
        if (!(authentication instanceof BearerTokenAuthenticationToken bearer)) {
            throw new IllegalArgumentException("only bearer tokens are looked at here");
        }
        try {
            return new AuthenticatedCaller(identify(request, bearer.getToken()));
        } catch (DfsException e) {
            throw new RefusedCredentials(e);
        } catch (DataAccessException | TransactionException | PersistenceException e) {
            throw new UncheckedCredentials(e);
        }
    }

    private Identity identify(HttpServletRequest request, String token) {
        if (people.issued(token)) {
            return people.identify(token, () -> attempts.admitLookup(InetAddress.ofLiteral(request.getRemoteAddr())));
        }
        if (provider.issued(token)) {
            return provider.identify(token);
        }
        if (token.chars().filter(c -> c == '.').count() == 2) {
            return program(request, token);
        }
        throw new DfsException(
                ErrorCode.TOKEN_INVALID,
                "the token is none of this cluster: was it copied whole? One begins with dfs_");
    }

    /** Where services show certificates to each other, a signature alone is not enough. */
    private Identity.Program program(HttpServletRequest request, String token) {
        ServiceCaller caller = programs.verifyServiceToken(token);
        certificates.require(request);
        request.setAttribute(ServiceCaller.REQUEST_ATTRIBUTE, caller);
        return new Identity.Program(caller.name());
    }
}
