package io.dfs.common.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tickets that someone has made of a good one without the secret, or with the wrong part of it. */
class ForgedTokenTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final ClusterSecret SECRET = new ClusterSecret("0123456789abcdef0123456789abcdef");
    private static final ClusterSecret OTHER = new ClusterSecret("fedcba9876543210fedcba9876543210");
    private static final TokenSigner SIGNER = new TokenSigner(List.of(SECRET), Clock.fixed(NOW, ZoneOffset.UTC));

    private static final Ticket TICKET = new Ticket(
            ClusterId.random(),
            Operation.READ,
            ChunkId.random(),
            100,
            List.of(new NodeAddress(NodeId.random(), "node-1", "default", "http://localhost:7071")),
            null,
            NOW.plusSeconds(3600),
            "ann");

    private static JWTClaimsSet claims() throws ParseException {
        return SignedJWT.parse(SIGNER.sign(TICKET)).getJWTClaimsSet();
    }

    private static String signed(JWSAlgorithm algorithm, @Nullable String keyId, byte[] key)
            throws ParseException, JOSEException {
        SignedJWT jwt =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims());
        jwt.sign(new MACSigner(key));
        return jwt.serialize();
    }

    private static String withHeader(String json) throws ParseException {
        String[] parts = SIGNER.sign(TICKET).split("\\.");
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8)) + "."
                + parts[1] + "." + parts[2];
    }

    private static byte[] twice(byte[] key) {
        byte[] all = new byte[2 * key.length];
        System.arraycopy(key, 0, all, 0, key.length);
        System.arraycopy(key, 0, all, key.length, key.length);
        return all;
    }

    static Stream<Arguments> forgeries() throws ParseException, JOSEException {
        byte[] key = SECRET.derive("ticket");
        byte[] raw = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
        String claims = SIGNER.sign(TICKET).split("\\.")[1];
        String none = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
        return Stream.of(
                Arguments.of("alg none, no signature", none + "." + claims + "."),
                Arguments.of("alg none, the old signature", withHeader("{\"alg\":\"none\"}")),
                Arguments.of(
                        "alg HS384 in the header alone",
                        withHeader("{\"alg\":\"HS384\",\"kid\":\"" + SECRET.keyId() + "\"}")),
                Arguments.of("alg HS512, with our key doubled", signed(JWSAlgorithm.HS512, SECRET.keyId(), twice(key))),
                Arguments.of(
                        "alg RS256 in the header alone",
                        withHeader("{\"alg\":\"RS256\",\"kid\":\"" + SECRET.keyId() + "\"}")),
                Arguments.of("no key id", signed(JWSAlgorithm.HS256, null, key)),
                Arguments.of("another key's id", signed(JWSAlgorithm.HS256, OTHER.keyId(), key)),
                Arguments.of(
                        "our key's id, another secret",
                        signed(JWSAlgorithm.HS256, SECRET.keyId(), OTHER.derive("ticket"))),
                Arguments.of("the secret itself as the key", signed(JWSAlgorithm.HS256, SECRET.keyId(), raw)),
                Arguments.of(
                        "the key of receipts", signed(JWSAlgorithm.HS256, SECRET.keyId(), SECRET.derive("receipt"))),
                Arguments.of(
                        "the key of service tokens",
                        signed(JWSAlgorithm.HS256, SECRET.keyId(), SECRET.derive("service token"))),
                Arguments.of(
                        "an extension that must be understood",
                        withHeader("{\"alg\":\"HS256\",\"kid\":\"" + SECRET.keyId() + "\",\"crit\":[\"x\"],\"x\":1}")),
                Arguments.of("no signature", SIGNER.sign(TICKET).replaceFirst("[^.]+$", "")),
                Arguments.of(
                        "half a signature",
                        SIGNER.sign(TICKET).substring(0, SIGNER.sign(TICKET).length() - 20)),
                Arguments.of("a service token", SIGNER.signServiceToken("controller")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forgeries")
    void aForgedTicketIsRefused(String name, String token) {
        assertThatThrownBy(() -> SIGNER.verifyTicket(token))
                .isInstanceOfSatisfying(
                        DfsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TICKET_INVALID));
    }

    @Test
    void theTicketThatTheForgeriesAreMadeOfIsGood() throws Exception {
        assertThat(SIGNER.verifyTicket(SIGNER.sign(TICKET))).isEqualTo(TICKET);
        assertThat(SIGNER.verifyTicket(signed(JWSAlgorithm.HS256, SECRET.keyId(), SECRET.derive("ticket"))))
                .isEqualTo(TICKET);
    }
}
