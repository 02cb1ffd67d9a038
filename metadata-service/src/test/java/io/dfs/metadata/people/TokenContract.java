package io.dfs.metadata.people;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.AccessApi;
import io.dfs.common.api.Caller;
import io.dfs.common.api.CreatedToken;
import io.dfs.common.api.Role;
import io.dfs.common.api.TokenInfo;
import io.dfs.common.api.TokenPage;
import io.dfs.common.api.TokenRequest;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.node.ServiceContract;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

@Import(TestPeople.class)
abstract class TokenContract extends ServiceContract {

    @Autowired
    private Tokens tokens;

    @Autowired
    private TestPeople people;

    @Test
    void aNewTokenLetsItsHolderInAsWhoHeIs() {
        Instant expiresAt = Instant.now().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.MICROS);

        CreatedToken created =
                access().createToken(new TokenRequest("alice", Role.WRITER, FilePath.valueOf("/team"), expiresAt));

        assertThat(created.token()).matches("dfs_[A-Za-z0-9_-]{43}");
        assertThat(created.info().createdBy()).isEqualTo("admin");
        assertThat(accessAs(created.token()).whoAmI())
                .isEqualTo(new Caller("alice", Role.WRITER, FilePath.valueOf("/team"), expiresAt));
    }

    @Test
    @DisplayName("the database holds no token, only hashes")
    void theDatabaseHoldsNoToken() {
        CreatedToken created = access().createToken(new TokenRequest("alice", Role.READER, null, null));

        byte[] hash = jdbc.sql("SELECT secret_sha256 FROM token WHERE active_name = ?")
                .param("alice".getBytes(StandardCharsets.UTF_8))
                .query(byte[].class)
                .single();
        assertThat(hash).isEqualTo(new TokenSecret(created.token()).sha256());
        assertThat(jdbc.sql("SELECT answer FROM answered_request")
                        .query(byte[].class)
                        .list())
                .noneMatch(answer -> new String(answer, StandardCharsets.UTF_8).contains("dfs_"));
    }

    @Test
    void aRevokedTokenLetsNobodyInFromTheNextRequestOn() {
        CreatedToken created = access().createToken(new TokenRequest("alice", Role.READER, null, null));
        AccessApi alice = accessAs(created.token());
        assertThat(alice.whoAmI().name()).isEqualTo("alice");

        TokenInfo revoked = access().revokeToken("alice");

        assertThat(revoked.revokedAt()).isNotNull();
        refusal(ErrorCode.TOKEN_REVOKED, alice::whoAmI);
        refusal(ErrorCode.NOT_FOUND, () -> access().revokeToken("alice"));
        assertThat(access().revokeToken(created.info().id().toString())).isEqualTo(revoked);
    }

    @Test
    void aTokenIsGoodUntilItExpires() {
        AccessApi late = accessAs(people.expired(Role.ADMIN));

        refusal(ErrorCode.TOKEN_EXPIRED, late::whoAmI);
    }

    @Test
    void aNameBelongsToOneTokenAtATime() {
        access().createToken(new TokenRequest("alice", Role.READER, null, null));

        refusal(
                ErrorCode.ALREADY_EXISTS,
                () -> access().createToken(new TokenRequest("alice", Role.ADMIN, null, null)));
        access().createToken(new TokenRequest("Alice", Role.READER, null, null));
        access().revokeToken("alice");
        access().createToken(new TokenRequest("alice", Role.READER, null, null));
    }

    @Test
    @DisplayName("I-8 the same request again gives another secret, and the one that was lost is worth nothing")
    void theSameRequestAgainGivesAnotherSecret() {
        TokenRequest request = new TokenRequest("alice", Role.READER, null, null);

        CreatedToken lost = tokens.create(request, "admin", "key-1");
        CreatedToken again = tokens.create(request, "admin", "key-1");

        refusal(ErrorCode.TOKEN_REVOKED, () -> accessAs(lost.token()).whoAmI());
        assertThat(accessAs(again.token()).whoAmI().name()).isEqualTo("alice");
        refusal(ErrorCode.ALREADY_EXISTS, () -> tokens.create(request, "admin", "key-2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "oidc:bob", "-a", "ä", "a/b", "a\nb", "*"})
    void namesThatWouldMeanSomethingElseAreRefused(String name) {
        refusal(ErrorCode.INVALID_REQUEST, () -> access().createToken(new TokenRequest(name, Role.READER, null, null)));
        refusal(
                ErrorCode.INVALID_REQUEST,
                () -> access().createToken(new TokenRequest("n".repeat(64), Role.READER, null, null)));
    }

    @Test
    void anAdminIsNotConfinedToATree() {
        FilePath team = FilePath.valueOf("/team");

        refusal(
                ErrorCode.INVALID_REQUEST,
                () -> access().createToken(new TokenRequest("chief", Role.ADMIN, team, null)));
        AccessApi confined = accessAs(people.token("confined", Role.ADMIN, team, null));
        refusal(ErrorCode.FORBIDDEN, () -> confined.tokens(null, 10));
        refusal(ErrorCode.FORBIDDEN, () -> confined.createToken(new TokenRequest("free", Role.READER, null, null)));
    }

    @Test
    void aTimeThatIsOverIsRefused() {
        refusal(
                ErrorCode.INVALID_REQUEST,
                () -> access().createToken(
                                new TokenRequest("late", Role.READER, null, Instant.parse("2026-01-01T00:00:00Z"))));
    }

    @Test
    void theListHasAllOfThemPageByPage() {
        for (int i = 0; i < 5; i++) {
            access().createToken(new TokenRequest("t" + i, Role.READER, null, null));
        }
        access().revokeToken("t1");

        List<TokenInfo> all = new ArrayList<>();
        UUID after = null;
        do {
            TokenPage page = access().tokens(after, 2);
            assertThat(page.tokens()).hasSizeLessThanOrEqualTo(2);
            all.addAll(page.tokens());
            after = page.next();
        } while (after != null);

        assertThat(all).extracting(TokenInfo::name).containsSubsequence("t0", "t1", "t2", "t3", "t4");
        assertThat(all).filteredOn(token -> token.revokedAt() != null).hasSize(1);
        refusal(ErrorCode.INVALID_REQUEST, () -> access().tokens(null, 0));
    }
}
