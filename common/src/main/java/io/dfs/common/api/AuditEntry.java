package io.dfs.common.api;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing that someone did or was refused.
 *
 * @param who the caller's name; {@code -} if the token did not tell
 * @param from the address that the request came from
 * @param action method and endpoint, such as {@code DELETE /api/v1/files}
 * @param target the path, node, token or chunk that it was about; null if there is none
 * @param result {@code OK} or the code of the refusal
 */
public record AuditEntry(
        UUID id,
        Instant at,
        String requestId,
        String who,
        String from,
        String action,
        @Nullable String target,
        int status,
        String result) {}
