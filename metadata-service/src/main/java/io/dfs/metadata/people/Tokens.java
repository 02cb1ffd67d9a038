package io.dfs.metadata.people;

import io.dfs.common.api.CreatedToken;
import io.dfs.common.api.Role;
import io.dfs.common.api.TokenInfo;
import io.dfs.common.api.TokenPage;
import io.dfs.common.api.TokenRequest;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.Ids;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.limits.Limits;
import io.dfs.metadata.time.DatabaseClock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Tokens of people: made, listed, revoked. */
@Service
class Tokens {

    /** No ':', which sets people of the identity provider apart, and nothing that means something in a path or a log. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    /** Later ones are no one's wish, and no column of a database holds them. */
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    private final TokenTable table;
    private final KnownTokens known;
    private final Transactions transactions;
    private final DatabaseClock clock;
    private final Limits limits;

    Tokens(TokenTable table, KnownTokens known, Transactions transactions, DatabaseClock clock, Limits limits) {
        this.table = table;
        this.known = known;
        this.transactions = transactions;
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * @param requestKey names the request. Its secret is remembered nowhere, so the same request again makes a new one, and the
     *     one whose answer was lost is worth nothing.
     */
    CreatedToken create(TokenRequest request, String createdBy, @Nullable String requestKey) {
        requireGoodName(request.name());
        requireWholeReach(request);
        TokenSecret secret = TokenSecret.random();
        TokenInfo info = transactions.call(() -> {
            requireFuture(request.expiresAt());
            table.active(request.name()).ifPresent(existing -> giveUp(existing, requestKey));
            UUID id = Ids.next();
            table.insert(new TokenTable.NewToken(
                    id,
                    request.name(),
                    secret,
                    request.role(),
                    Objects.requireNonNullElse(request.prefix(), FilePath.ROOT),
                    createdBy,
                    requestKey,
                    request.expiresAt()));
            return table.byId(id).orElseThrow();
        });
        return new CreatedToken(info, secret.value());
    }

    /** Makes room for the token that the same request asks for again, or refuses. */
    private void giveUp(TokenInfo existing, @Nullable String requestKey) {
        if (requestKey == null || !table.wasMadeBy(existing.name(), requestKey)) {
            throw new DfsException(
                    ErrorCode.ALREADY_EXISTS,
                    "there is a token %s: choose another name, or revoke that one first".formatted(existing.name()));
        }
        table.revoke(existing.id());
    }

    TokenPage page(@Nullable UUID after, int limit) {
        if (limit < 1 || limit > limits.maxPage()) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "limit is %d; it must be from 1 to %d".formatted(limit, limits.maxPage()));
        }
        // One more than asked for tells whether there is another page.
        List<TokenInfo> found = transactions.call(() -> table.page(after, limit + 1));
        boolean more = found.size() > limit;
        List<TokenInfo> page = more ? found.subList(0, limit) : found;
        return new TokenPage(page, more ? page.getLast().id() : null);
    }

    /** @param nameOrId of a token; one that is revoked already has only its id */
    TokenInfo revoke(String nameOrId) {
        TokenInfo revoked = transactions.call(() -> {
            TokenInfo token = table.active(nameOrId)
                    .or(() -> uuid(nameOrId).flatMap(table::byId))
                    .orElseThrow(() -> new DfsException(
                            ErrorCode.NOT_FOUND,
                            "there is no token %s that is not revoked: 'dfs token ls' shows all".formatted(nameOrId)));
            table.revoke(token.id());
            return table.byId(token.id()).orElseThrow();
        });
        known.forget();
        return revoked;
    }

    private void requireFuture(@Nullable Instant expiresAt) {
        if (expiresAt != null && expiresAt.isAfter(LATEST)) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "expiresAt is %s; the latest is %s: leave it out for a token without an end"
                            .formatted(expiresAt, LATEST));
        }
        if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "expiresAt is %s, which is over: give a time to come, or none".formatted(expiresAt));
        }
    }

    /** An admin makes tokens and access lists: a tree would not hold him. */
    private static void requireWholeReach(TokenRequest request) {
        boolean confined = request.prefix() != null && !request.prefix().isRoot();
        if (request.role() == Role.ADMIN && confined) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "an admin's token reaches all trees: leave the prefix out, or take the role writer");
        }
    }

    static void requireGoodName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "the token's name must be 1 to 63 letters, digits, '.', '_' or '-', beginning with a letter or digit");
        }
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
