package io.dfs.metadata.people;

import io.dfs.common.api.Role;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.Ids;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes people with tokens past the API, also such as it would not make. */
@TestComponent
public class TestPeople {

    private final TokenTable table;
    private final TransactionTemplate transactions;

    TestPeople(TokenTable table, TransactionTemplate transactions) {
        this.table = table;
        this.transactions = transactions;
    }

    public String token(String name, Role role) {
        return token(name, role, FilePath.ROOT, null);
    }

    public String token(String name, Role role, Instant expiresAt) {
        return token(name, role, FilePath.ROOT, expiresAt);
    }

    public String token(String name, Role role, FilePath prefix, @Nullable Instant expiresAt) {
        TokenSecret secret = TokenSecret.random();
        transactions.executeWithoutResult(_ ->
                table.insert(new TokenTable.NewToken(Ids.next(), name, secret, role, prefix, "test", null, expiresAt)));
        return secret.value();
    }

    public String expired(Role role) {
        return token("expired", role, Instant.parse("2026-01-01T00:00:00Z"));
    }

    public String revoked(Role role) {
        String token = token("revoked", role);
        transactions.executeWithoutResult(
                _ -> table.revoke(table.active("revoked").orElseThrow().id()));
        return token;
    }
}
