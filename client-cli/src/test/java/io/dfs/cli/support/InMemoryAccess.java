package io.dfs.cli.support;

import io.dfs.common.api.AuditEntry;
import io.dfs.common.api.AuditPage;
import io.dfs.common.api.Caller;
import io.dfs.common.api.CreatedToken;
import io.dfs.common.api.Role;
import io.dfs.common.api.TokenInfo;
import io.dfs.common.api.TokenPage;
import io.dfs.common.api.TokenRequest;
import io.dfs.common.api.TreeAccess;
import io.dfs.common.api.TreeAccessRequest;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.Json;
import io.dfs.common.id.Ids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who gets in, as the metadata service decides it; until {@link #close} everybody does. */
public final class InMemoryAccess {

    public static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    private final List<TokenInfo> tokens = new ArrayList<>();
    private final Map<String, UUID> idsBySecret = new HashMap<>();
    private final Map<FilePath, TreeAccess> lists = new HashMap<>();
    private boolean closed;

    /** The latest first. */
    public final List<AuditEntry> audit = Collections.synchronizedList(new ArrayList<>());

    /** What came as {@code Authorization}; the empty text where nothing did. */
    public final List<String> presented = Collections.synchronizedList(new ArrayList<>());

    /** From now on only those with a token get in; returns one of an admin. */
    public synchronized String close() {
        closed = true;
        return create(new TokenRequest("first-admin", Role.ADMIN, null, null)).token();
    }

    public synchronized String issue(String name, Role role, @Nullable Instant expiresAt) {
        return create(new TokenRequest(name, role, null, expiresAt)).token();
    }

    synchronized void admit(@Nullable String authorization) {
        presented.add(Objects.requireNonNullElse(authorization, ""));
        if (closed) {
            caller(authorization);
        }
    }

    private TokenInfo caller(@Nullable String authorization) {
        if (authorization == null) {
            throw new DfsException(ErrorCode.TOKEN_REQUIRED, "the request carries no token");
        }
        UUID id = idsBySecret.get(authorization.substring("Bearer ".length()));
        TokenInfo token = tokens.stream()
                .filter(known -> known.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new DfsException(ErrorCode.TOKEN_INVALID, "no one has this token"));
        if (token.revokedAt() != null) {
            throw new DfsException(ErrorCode.TOKEN_REVOKED, "the token of %s was revoked".formatted(token.name()));
        }
        if (token.expiresAt() != null && token.expiresAt().isBefore(Instant.now())) {
            throw new DfsException(ErrorCode.TOKEN_EXPIRED, "the token of %s has expired".formatted(token.name()));
        }
        return token;
    }

    static boolean knows(String call) {
        return List.of("caller", "tokens", "access", "audit").contains(call.split("[ /]")[1]);
    }

    synchronized Object answer(String call, byte[] body, Map<String, String> query) {
        String[] parts = call.split("/");
        TokenInfo caller = caller(presented.getLast());
        if (!call.equals("GET caller") && caller.role() != Role.ADMIN) {
            throw new DfsException(
                    ErrorCode.FORBIDDEN, "%s is %s, and this needs ADMIN".formatted(caller.name(), caller.role()));
        }
        return switch (parts[0]) {
            case "GET caller" -> new Caller(caller.name(), caller.role(), caller.prefix(), caller.expiresAt());
            case "POST tokens" -> create(Json.read(body, TokenRequest.class));
            case "GET tokens" -> {
                List<TokenInfo> page = page(tokens, TokenInfo::id, query.get("after"), query);
                yield new TokenPage(page, next(page, TokenInfo::id, tokens));
            }
            case "DELETE tokens" -> revoke(parts[1]);
            case "GET access" -> list(FilePath.valueOf(query.get("path")));
            case "PUT access" -> set(FilePath.valueOf(query.get("path")), Json.read(body, TreeAccessRequest.class));
            case "GET audit" -> audit(query);
            default -> throw new DfsException(ErrorCode.NO_SUCH_ENDPOINT, call);
        };
    }

    private CreatedToken create(TokenRequest request) {
        String secret = "dfs_" + request.name().length() + "x".repeat(40) + tokens.size();
        TokenInfo info = new TokenInfo(
                Ids.next(),
                request.name(),
                request.role(),
                Objects.requireNonNullElse(request.prefix(), FilePath.ROOT),
                THEN,
                "first-admin",
                request.expiresAt(),
                null);
        tokens.add(info);
        idsBySecret.put(secret, info.id());
        return new CreatedToken(info, secret);
    }

    private TokenInfo revoke(String name) {
        for (int i = 0; i < tokens.size(); i++) {
            TokenInfo token = tokens.get(i);
            if (token.name().equals(name) || token.id().toString().equals(name)) {
                TokenInfo revoked = new TokenInfo(
                        token.id(),
                        token.name(),
                        token.role(),
                        token.prefix(),
                        token.createdAt(),
                        token.createdBy(),
                        token.expiresAt(),
                        THEN);
                tokens.set(i, revoked);
                return revoked;
            }
        }
        throw new DfsException(ErrorCode.NOT_FOUND, "there is no token " + name);
    }

    private TreeAccess list(FilePath path) {
        return lists.getOrDefault(path, new TreeAccess(path, List.of()));
    }

    private TreeAccess set(FilePath path, TreeAccessRequest request) {
        TreeAccess list = new TreeAccess(path, request.grants());
        lists.put(path, list);
        return list;
    }

    private AuditPage audit(Map<String, String> query) {
        String who = query.get("who");
        String path = query.get("path");
        List<AuditEntry> matching = audit.stream()
                .filter(entry -> who == null || entry.who().equals(who))
                .filter(entry -> path == null || String.valueOf(entry.target()).startsWith(path))
                .toList();
        List<AuditEntry> page = page(matching, AuditEntry::id, query.get("before"), query);
        return new AuditPage(page, next(page, AuditEntry::id, matching));
    }

    private static <T> List<T> page(
            List<T> all, Function<T, UUID> id, @Nullable String from, Map<String, String> query) {
        return all.stream()
                .dropWhile(item -> from != null && !id.apply(item).toString().equals(from))
                .skip(from == null ? 0 : 1)
                .limit(Integer.parseInt(query.get("limit")))
                .toList();
    }

    private static <T> @Nullable UUID next(List<T> page, Function<T, UUID> id, List<T> all) {
        return page.isEmpty() || page.getLast().equals(all.getLast()) ? null : id.apply(page.getLast());
    }
}
