package io.dfs.metadata.people;

import io.dfs.common.api.Role;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.caller.Identity;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;

/** What a provider's token, whose signature is good, says about a person. */
final class ProviderClaims {

    /** Keeps them apart from tokens' names, which have no ':'. */
    static final String NAME_PREFIX = "oidc:";

    private static final int MAX_NAME_LENGTH = 200;

    private ProviderClaims() {}

    static Identity.Person person(Jwt jwt, PeopleSettings.Oidc settings) {
        return new Identity.Person(
                NAME_PREFIX + name(jwt, settings), role(jwt, settings), prefix(jwt, settings), jwt.getExpiresAt());
    }

    private static String name(Jwt jwt, PeopleSettings.Oidc settings) {
        if (!(jwt.getClaims().get(settings.nameClaim()) instanceof String name)
                || name.isBlank()
                || name.length() > MAX_NAME_LENGTH
                || name.chars().anyMatch(Character::isISOControl)) {
            throw invalid("has no usable name in the claim " + settings.nameClaim());
        }
        return name;
    }

    /** The greatest of the roles that it has. */
    private static Role role(Jwt jwt, PeopleSettings.Oidc settings) {
        List<String> words = words(claim(jwt.getClaims(), settings.rolesClaim()));
        return Arrays.stream(Role.values())
                .filter(role ->
                        words.contains(settings.rolePrefix() + role.name().toLowerCase(Locale.ROOT)))
                .reduce((_, greater) -> greater)
                .orElseThrow(() -> new DfsException(
                        ErrorCode.FORBIDDEN,
                        "the identity provider's token has none of the roles %1$sreader, %1$swriter, %1$sadmin in the claim %2$s"
                                .formatted(settings.rolePrefix(), settings.rolesClaim())));
    }

    /** A dot leads into an object, as in {@code realm_access.roles}. */
    private static @Nullable Object claim(Map<String, Object> claims, String name) {
        int dot = name.indexOf('.');
        Object whole = claims.get(name);
        if (whole != null || dot < 0) {
            return whole;
        }
        return claims.get(name.substring(0, dot)) instanceof Map<?, ?> inner
                ? inner.get(name.substring(dot + 1))
                : null;
    }

    private static List<String> words(@Nullable Object claim) {
        return switch (claim) {
            case String text -> List.of(text.split(" ", -1));
            case Collection<?> all -> all.stream().map(String::valueOf).toList();
            case null, default -> List.of();
        };
    }

    private static FilePath prefix(Jwt jwt, PeopleSettings.Oidc settings) {
        Object prefix = jwt.getClaims().get(settings.prefixClaim());
        if (prefix == null && settings.defaultPrefix().isBlank()) {
            throw invalid("has no claim %s, which says what tree it reaches".formatted(settings.prefixClaim()));
        }
        if (prefix == null) {
            return FilePath.valueOf(settings.defaultPrefix().strip());
        }
        try {
            return FilePath.valueOf(String.valueOf(prefix));
        } catch (DfsException e) {
            throw invalid("has no path in the claim %s: %s".formatted(settings.prefixClaim(), e.getMessage()));
        }
    }

    private static DfsException invalid(String what) {
        return new DfsException(ErrorCode.TOKEN_INVALID, "the identity provider's token " + what);
    }
}
