package io.dfs.metadata.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.dfs.common.api.Caller;
import io.dfs.common.api.Role;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.support.RunningService;
import io.dfs.metadata.support.TestDatabase;
import io.dfs.metadata.support.TestTokens;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.Jwt;

/** People for whom an OpenID provider vouches, against one over real HTTP. */
class IdentityProviderOnH2Test {

    private static IdentityProvider provider;
    private static RunningService service;

    @BeforeAll
    static void start() throws IOException {
        provider = new IdentityProvider();
        service = RunningService.on(
                TestDatabase.h2(),
                Map.of(
                        "dfs.access.oidc.issuer",
                        provider.issuer(),
                        "dfs.access.oidc.audience",
                        IdentityProvider.AUDIENCE,
                        "dfs.access.oidc.roles-claim",
                        "realm_access.roles"));
    }

    @AfterAll
    static void stop() {
        service.close();
        provider.close();
    }

    private static void assertRefused(ErrorCode code, String token) {
        assertThatExceptionOfType(DfsException.class)
                .isThrownBy(() -> service.access(token).whoAmI())
                .satisfies(e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    }

    @Test
    void theProvidersPeopleGetInWithTheGreatestOfTheirRolesUnderANameOfTheirOwn() {
        JWTClaimsSet claims = provider.claims("alice").build();

        Caller alice = service.access(provider.signed(claims)).whoAmI();

        assertThat(alice.name()).isEqualTo("oidc:alice");
        assertThat(alice.role()).isEqualTo(Role.WRITER);
        assertThat(alice.prefix()).isEqualTo(FilePath.ROOT);
        assertThat(alice.expiresAt())
                .isEqualTo(claims.getExpirationTime().toInstant().truncatedTo(ChronoUnit.SECONDS));
    }

    @Test
    void aClaimConfinesThemToATree() {
        String token = provider.signed(
                provider.claims("bob").claim("dfs_prefix", "/team/b").build());

        assertThat(service.access(token).whoAmI().prefix()).isEqualTo(FilePath.valueOf("/team/b"));
        assertRefused(
                ErrorCode.TOKEN_INVALID,
                provider.signed(
                        provider.claims("bob").claim("dfs_prefix", "team").build()));
    }

    @Test
    void aTokenWithoutThatClaimReachesTheDefaultTree() {
        PeopleSettings.Oidc confined = new PeopleSettings.Oidc("i", "a", "roles", "dfs-", "sub", "dfs_prefix", "/all");
        PeopleSettings.Oidc strict = new PeopleSettings.Oidc("i", "a", "roles", "dfs-", "sub", "dfs_prefix", "");
        Jwt jwt = Jwt.withTokenValue("t")
                .header("alg", "RS256")
                .subject("bob")
                .claim("roles", List.of("dfs-reader"))
                .build();

        assertThat(ProviderClaims.person(jwt, confined).prefix()).isEqualTo(FilePath.valueOf("/all"));
        assertThatExceptionOfType(DfsException.class)
                .isThrownBy(() -> ProviderClaims.person(jwt, strict))
                .withMessageContaining("dfs_prefix");
    }

    @Test
    void whoHasNoRoleForDfsIsRefused() {
        Map<String, Object> none = new HashMap<>();
        none.put("roles", List.of("admin", "dfs-root"));

        assertRefused(
                ErrorCode.FORBIDDEN,
                provider.signed(
                        provider.claims("eve").claim("realm_access", none).build()));
        assertRefused(
                ErrorCode.FORBIDDEN,
                provider.signed(provider.claims("eve")
                        .claim("realm_access", "dfs-admin")
                        .build()));
    }

    @Test
    void tokensThatAreForgedOrForOthersAreRefused() {
        JWTClaimsSet claims = provider.claims("mallory").build();

        assertRefused(ErrorCode.TOKEN_INVALID, provider.forged(claims));
        assertRefused(ErrorCode.TOKEN_INVALID, provider.confused(claims));
        assertRefused(ErrorCode.TOKEN_INVALID, new PlainJWT(claims).serialize());
        assertRefused(
                ErrorCode.TOKEN_INVALID,
                provider.signed(
                        provider.claims("mallory").audience("another program").build()));
        assertRefused(
                ErrorCode.SERVICE_TOKEN_INVALID,
                provider.signed(
                        provider.claims("mallory").issuer("http://elsewhere").build()));
        assertRefused(
                ErrorCode.TOKEN_EXPIRED,
                provider.signed(provider.claims("mallory")
                        .expirationTime(Date.from(Instant.parse("2026-01-01T00:00:00Z")))
                        .build()));
    }

    @Test
    void aTokenThatNeverExpiresIsRefused() {
        assertRefused(
                ErrorCode.TOKEN_INVALID,
                provider.signed(provider.claims("alice").expirationTime(null).build()));
    }

    @Test
    void tokensOfTheClusterAreGoodBesides() {
        assertThat(service.access(TestTokens.ADMIN).whoAmI().name()).isEqualTo("admin");
    }
}
