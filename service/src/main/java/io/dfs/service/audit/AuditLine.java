package io.dfs.service.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dfs.common.http.Json;
import io.dfs.common.token.SecretShapes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One thing that someone did or was refused.
 *
 * @param detail what is to become of the target; null if the action says it all
 * @param result {@code OK} or the code of the refusal
 * @param durationMillis null if the line is about more than one request
 */
public record AuditLine(
        Instant at,
        UUID id,
        String requestId,
        AuditCaller caller,
        String from,
        String action,
        @Nullable AuditTarget target,
        @Nullable String detail,
        int status,
        String result,
        @Nullable Long durationMillis) {

    private static final int MAX_DETAIL_LENGTH = 500;

    /** What ends a line, moves a cursor or turns the direction of writing, and is no control character to JSON. */
    private static final Pattern MISLEADING =
            Pattern.compile("[\\x7f-\\x9f\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]");

    public AuditLine {
        requestId = harmless(requestId);
        caller = new AuditCaller(harmless(caller.name()), caller.role());
        target = target == null ? null : new AuditTarget(harmless(target.text()), target.path(), target.paths());
        detail = detail == null ? null : AuditTarget.cut(harmless(detail), MAX_DETAIL_LENGTH);
    }

    /** As it stands in the file. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Written(
            Instant at,
            String requestId,
            UUID id,
            String who,
            @Nullable String role,
            String from,
            String action,
            @Nullable String target,
            @Nullable Integer paths,
            @Nullable String below,
            @Nullable String detail,
            int status,
            String result,
            @Nullable Long durationMillis) {}

    /** A JSON object without a line break in it or after it. */
    public String json() {
        Written written = new Written(
                at,
                requestId,
                id,
                caller.name(),
                caller.role(),
                from,
                action,
                target == null ? null : target.text(),
                target == null || target.paths() < 2 ? null : target.paths(),
                below(target),
                detail,
                status,
                result,
                durationMillis);
        String json = new String(Json.write(written), StandardCharsets.UTF_8);
        // All of these can stand in texts only, where JSON takes an escape for the character.
        return MISLEADING
                .matcher(json)
                .replaceAll(match -> "\\\\u%04x".formatted((int) match.group().charAt(0)));
    }

    private static @Nullable String below(@Nullable AuditTarget target) {
        return target == null || target.path() == null || target.paths() < 2
                ? null
                : harmless(target.path().toString());
    }

    /** Without secrets, and without half characters, which are no text. */
    private static String harmless(String text) {
        String whole = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        return SecretShapes.hidden(whole);
    }
}
