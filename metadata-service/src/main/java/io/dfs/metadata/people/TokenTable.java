package io.dfs.metadata.people;

import io.dfs.common.api.Role;
import io.dfs.common.api.TokenInfo;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.database.SqlValues;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Rows of table {@code token}. Callers bring the transaction. */
@Component
class TokenTable {

    private static final UUID BEFORE_ALL = new UUID(0, 0);
    private static final String COLUMNS = "id, name, role, prefix, created_at, created_by, expires_at, revoked_at";

    /** @param requestKey of the request that made it; null if none was sent */
    record NewToken(
            UUID id,
            String name,
            TokenSecret secret,
            Role role,
            FilePath prefix,
            String createdBy,
            @Nullable String requestKey,
            @Nullable Instant expiresAt) {}

    private final JdbcClient jdbc;

    TokenTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(NewToken token) {
        jdbc.sql("""
                        INSERT INTO token (id, name, active_name, secret_sha256, role, prefix, created_at, created_by,
                                           request_key, expires_at)
                        VALUES (?, ?, ?, ?, ?, ?, CURRENT_TIMESTAMP(6), ?, ?, ?)""")
                .params(
                        SqlValues.bytes(token.id()),
                        utf8(token.name()),
                        utf8(token.name()),
                        token.secret().sha256(),
                        token.role().name(),
                        utf8(token.prefix().toString()),
                        utf8(token.createdBy()))
                .param(token.requestKey() == null ? null : utf8(token.requestKey()))
                .param(token.expiresAt() == null ? null : SqlValues.time(token.expiresAt()))
                .update();
    }

    Optional<TokenInfo> bySecret(TokenSecret secret) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM token WHERE secret_sha256 = ?")
                .param(secret.sha256())
                .query(TokenTable::info)
                .optional();
    }

    /** The token that has the name now. */
    Optional<TokenInfo> active(String name) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM token WHERE active_name = ?")
                .param(utf8(name))
                .query(TokenTable::info)
                .optional();
    }

    Optional<TokenInfo> byId(UUID id) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM token WHERE id = ?")
                .param(SqlValues.bytes(id))
                .query(TokenTable::info)
                .optional();
    }

    /** Whether the token that has the name now was made by the request with this key. */
    boolean wasMadeBy(String name, String requestKey) {
        return jdbc.sql("SELECT COUNT(*) FROM token WHERE active_name = ? AND request_key = ?")
                        .params(utf8(name), utf8(requestKey))
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** Above {@code after}, ascending by id, which is the order of their making. */
    List<TokenInfo> page(@Nullable UUID after, int limit) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM token WHERE id > ? ORDER BY id LIMIT ?")
                .params(SqlValues.bytes(after == null ? BEFORE_ALL : after), limit)
                .query(TokenTable::info)
                .list();
    }

    /** Whether it was not revoked already. */
    boolean revoke(UUID id) {
        return jdbc.sql("UPDATE token SET revoked_at = CURRENT_TIMESTAMP(6), active_name = NULL"
                                + " WHERE id = ? AND revoked_at IS NULL")
                        .param(SqlValues.bytes(id))
                        .update()
                > 0;
    }

    void replaceSecret(UUID id, TokenSecret secret) {
        jdbc.sql("UPDATE token SET secret_sha256 = ? WHERE id = ?")
                .params(secret.sha256(), SqlValues.bytes(id))
                .update();
    }

    /** Whether there is an admin's token that is not revoked; one that has expired counts, as it was given for a time. */
    boolean hasAdmin() {
        return jdbc.sql("SELECT COUNT(*) FROM token WHERE role = 'ADMIN' AND revoked_at IS NULL")
                        .query(Integer.class)
                        .single()
                > 0;
    }

    private static TokenInfo info(ResultSet row, int number) throws SQLException {
        return new TokenInfo(
                SqlValues.uuid(row.getBytes("id")),
                text(row, "name"),
                Role.valueOf(row.getString("role")),
                FilePath.valueOf(text(row, "prefix")),
                SqlValues.instant(row, "created_at"),
                text(row, "created_by"),
                SqlValues.instantOrNull(row, "expires_at"),
                SqlValues.instantOrNull(row, "revoked_at"));
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return new String(row.getBytes(column), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
