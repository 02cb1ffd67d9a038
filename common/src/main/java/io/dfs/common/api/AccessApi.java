package io.dfs.common.api;

import io.dfs.common.error.DfsException;
import io.dfs.common.file.FilePath;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what, and who did. Every method throws {@link DfsException} with a code from the catalogue and is safe to
 * repeat (I-8).
 */
public interface AccessApi {

    Caller whoAmI();

    /** Repeated after a lost answer it gives another secret under the same name, and the first is worth nothing. */
    CreatedToken createToken(TokenRequest request);

    /** In the order of their making, also those that are revoked or have expired. */
    TokenPage tokens(@Nullable UUID after, int limit);

    /** From now on no one gets in by it; {@code name} is its name or its id. */
    TokenInfo revokeToken(String name);

    TreeAccess access(FilePath path);

    TreeAccess setAccess(FilePath path, TreeAccessRequest request);

    /**
     * @param who only what this caller did; null for all
     * @param path only what was done at or below this path; null for all
     */
    AuditPage audit(@Nullable UUID before, int limit, @Nullable String who, @Nullable FilePath path);
}
