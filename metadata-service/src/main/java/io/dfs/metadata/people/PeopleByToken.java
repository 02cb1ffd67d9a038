package io.dfs.metadata.people;

import io.dfs.common.api.TokenInfo;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.metadata.caller.Identity;
import java.time.Clock;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** People whose tokens this cluster made. */
@Component
public class PeopleByToken {

    private final KnownTokens known;
    private final Clock clock;

    PeopleByToken(KnownTokens known, Clock clock) {
        this.known = known;
        this.clock = clock;
    }

    /** Whether the text says that it is one; {@link #identify} finds out. */
    public boolean issued(String text) {
        return text.startsWith(TokenSecret.SCHEME);
    }

    /** @param beforeLookup called before the database is asked for a token that is not known; may refuse */
    public Identity.Person identify(String text, Runnable beforeLookup) {
        TokenInfo token = TokenSecret.isOne(text)
                ? known.find(new TokenSecret(text), beforeLookup).orElse(null)
                : null;
        if (token == null) {
            throw new DfsException(
                    ErrorCode.TOKEN_INVALID, "no one has this token: was it copied whole, and is it of this cluster?");
        }
        return person(token, clock.instant());
    }

    /** The one place that decides whether a token that was found is good. */
    static Identity.Person person(TokenInfo token, Instant now) {
        Identity.Person person = new Identity.Person(token.name(), token.role(), token.prefix(), token.expiresAt());
        if (token.revokedAt() != null) {
            throw new TokenEnded(
                    ErrorCode.TOKEN_REVOKED,
                    "the token %s was revoked at %s: ask an admin for a new one"
                            .formatted(token.name(), token.revokedAt()),
                    person);
        }
        if (token.expiresAt() != null && !token.expiresAt().isAfter(now)) {
            throw new TokenEnded(
                    ErrorCode.TOKEN_EXPIRED,
                    "the token %s was good until %s: ask an admin for a new one"
                            .formatted(token.name(), token.expiresAt()),
                    person);
        }
        return person;
    }
}
