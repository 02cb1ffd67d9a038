package io.dfs.metadata.people;

import io.dfs.common.file.FilePath;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who gets in first, and who vouches for people. Empty texts stand for what is not set.
 *
 * @param adminToken the token of the admin {@code admin}
 * @param adminTokenFile or a file that holds it; if it does not exist, the first start makes a token and writes it there
 * @param oidc an identity provider; off while it has no issuer
 */
@ConfigurationProperties("dfs.access")
record PeopleSettings(
        @DefaultValue("") String adminToken,
        @DefaultValue("./data/admin-token") Path adminTokenFile,
        @DefaultValue Oidc oidc) {

    /**
     * @param issuer its address, as the claim {@code iss} has it
     * @param audience what {@code aud} must hold; required, or a token for any other program of the same provider would do
     * @param rolesClaim where the roles stand: a list or a text of words
     * @param rolePrefix what comes before {@code reader}, {@code writer} and {@code admin} in that claim
     * @param nameClaim who it is
     * @param prefixClaim which tree the token reaches
     * @param defaultPrefix which tree tokens without that claim reach; empty if they are refused
     */
    record Oidc(
            @DefaultValue("") String issuer,
            @DefaultValue("") String audience,
            @DefaultValue("roles") String rolesClaim,
            @DefaultValue("dfs-") String rolePrefix,
            @DefaultValue("sub") String nameClaim,
            @DefaultValue("dfs_prefix") String prefixClaim,
            @DefaultValue("/") String defaultPrefix) {

        Oidc {
            if (!defaultPrefix.isBlank()) {
                FilePath.valueOf(defaultPrefix.strip());
            }
            if (!issuer.isBlank() && audience.isBlank()) {
                throw new IllegalArgumentException(
                        "DFS_OIDC_ISSUER is set and DFS_OIDC_AUDIENCE is not: set it to what the provider writes into the claim"
                                + " 'aud' of tokens for dfs, or tokens for other programs would be good here");
            }
        }

        boolean isOn() {
            return !issuer.isBlank();
        }
    }

    /** Secrets do not go into logs. */
    @Override
    public String toString() {
        return "PeopleSettings[adminTokenFile=%s, oidc=%s]".formatted(adminTokenFile, oidc);
    }

    @Nullable
    String givenAdminToken() {
        return adminToken.isBlank() ? null : adminToken.strip();
    }
}
