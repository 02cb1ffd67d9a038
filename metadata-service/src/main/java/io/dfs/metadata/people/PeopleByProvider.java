package io.dfs.metadata.people;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTParser;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.metadata.caller.Identity;
import java.text.ParseException;
import java.time.Clock;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;

/** People for whom an identity provider (OpenID Connect) vouches; no one while none is configured. */
@Component
public class PeopleByProvider {

    private static final Logger LOG = LoggerFactory.getLogger(PeopleByProvider.class);

    private final PeopleSettings.Oidc settings;
    private final JwtDecoder decoder;

    @Autowired
    PeopleByProvider(PeopleSettings settings, Clock clock) {
        // The provider is asked for its keys with the first token, so that its outage stops no start.
        this(
                settings.oidc(),
                decoder(
                        settings.oidc(),
                        new ProviderKeys(new ProviderDescription(settings.oidc().issuer()), clock)));
    }

    PeopleByProvider(PeopleSettings.Oidc settings, JwtDecoder decoder) {
        this.settings = settings;
        this.decoder = decoder;
    }

    /** Only signatures with a private key: anyone who knows a shared one could sign, too. */
    private static JwtDecoder decoder(PeopleSettings.Oidc settings, JWKSource<SecurityContext> keys) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(keys)
                .jwsAlgorithms(algorithms -> algorithms.addAll(Set.of(SignatureAlgorithm.values())))
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                JwtValidators.createDefaultWithIssuer(settings.issuer()),
                new JwtClaimValidator<>(JwtClaimNames.EXP, Objects::nonNull),
                new JwtClaimValidator<java.util.Collection<String>>(
                        JwtClaimNames.AUD, audience -> audience != null && audience.contains(settings.audience()))));
        return decoder;
    }

    /** Whether the token says that the provider made it. It may lie: {@link #identify} finds out. */
    public boolean issued(String token) {
        if (!settings.isOn()) {
            return false;
        }
        try {
            return settings.issuer()
                    .equals(JWTParser.parse(token).getJWTClaimsSet().getIssuer());
        } catch (ParseException _) {
            return false;
        }
    }

    public Identity.Person identify(String token) {
        try {
            Jwt jwt = decoder.decode(token);
            return ProviderClaims.person(jwt, settings);
        } catch (JwtValidationException e) {
            boolean expired = e.getErrors().stream()
                    .anyMatch(error -> String.valueOf(error.getDescription()).contains("expired"));
            throw new DfsException(
                    expired ? ErrorCode.TOKEN_EXPIRED : ErrorCode.TOKEN_INVALID,
                    expired
                            ? "the identity provider's token has expired: log in again"
                            : "the identity provider's token is not for dfs, or not of the configured provider",
                    e);
        } catch (BadJwtException e) {
            throw new DfsException(
                    ErrorCode.TOKEN_INVALID, "the identity provider's token is forged, damaged or of an old key", e);
        } catch (JwtException | IllegalArgumentException e) {
            LOG.debug("a token of the identity provider {} can't be checked", settings.issuer(), e);
            throw new DfsException(
                    ErrorCode.UNAVAILABLE,
                    "the identity provider does not answer, so its tokens can't be checked: try again shortly",
                    e);
        }
    }
}
