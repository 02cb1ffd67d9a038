package io.dfs.common.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenSignerTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final ClusterSecret SECRET = new ClusterSecret("0123456789abcdef0123456789abcdef");
    private static final ClusterSecret OTHER = new ClusterSecret("fedcba9876543210fedcba9876543210");

    private final TokenSigner signer = signer(NOW, SECRET);
    private final NodeAddress node = new NodeAddress(NodeId.random(), "node-1", "zone-1", "http://localhost:7072");

    @Test
    void ticketsComeBackAsTheyWent() {
        for (Ticket ticket : List.of(ticket(Operation.READ), ticket(Operation.WRITE), ticket(Operation.COPY))) {
            assertThat(signer.verifyTicket(signer.sign(ticket))).isEqualTo(ticket);
        }
    }

    @Test
    void receiptsComeBackAsTheyWent() {
        assertThat(signer.verifyReceipt(signer.sign(receipt(NOW)))).isEqualTo(receipt(NOW));
    }

    @Test
    void serviceTokensNameTheProgram() {
        assertThat(signer.verifyServiceToken(signer.signServiceToken("controller")))
                .isEqualTo(new ServiceCaller("controller", null, null));
    }

    @Test
    void tokensOfNodesNameTheNodeAndCarryItsProof() {
        NodeProof proof = NodeKey.generate().prove(node.id(), NOW.plusSeconds(600));

        ServiceCaller caller = signer.verifyServiceToken(signer.signNodeToken("node-1", node.id(), proof));

        assertThat(caller).isEqualTo(new ServiceCaller("node:node-1", node.id(), proof));
        assertThat(caller.isNode()).isTrue();
    }

    @Test
    void aTokenOfOneKindIsNeverTakenForAnother() {
        String ticket = signer.sign(ticket(Operation.WRITE));
        String receipt = signer.sign(receipt(NOW));
        String service = signer.signServiceToken("controller");
        assertRefused(() -> signer.verifyReceipt(ticket), ErrorCode.RECEIPT_INVALID);
        assertRefused(() -> signer.verifyServiceToken(ticket), ErrorCode.SERVICE_TOKEN_INVALID);
        assertRefused(() -> signer.verifyTicket(receipt), ErrorCode.TICKET_INVALID);
        assertRefused(() -> signer.verifyTicket(service), ErrorCode.TICKET_INVALID);
    }

    @Test
    void aTokenOfAnotherSecretIsRefused() {
        TokenSigner stranger = signer(NOW, OTHER);
        assertRefused(() -> signer.verifyTicket(stranger.sign(ticket(Operation.WRITE))), ErrorCode.TICKET_INVALID);
        assertRefused(() -> signer.verifyReceipt(stranger.sign(receipt(NOW))), ErrorCode.RECEIPT_INVALID);
        assertRefused(
                () -> signer.verifyServiceToken(stranger.signServiceToken("controller")),
                ErrorCode.SERVICE_TOKEN_INVALID);
    }

    @Test
    void aChangedClaimBreaksTheSignature() {
        String[] parts = signer.sign(ticket(Operation.READ)).split("\\.");
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]));
        String forged = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.replace("\"READ\"", "\"WRITE\"").getBytes());
        assertThat(forged).isNotEqualTo(parts[1]);
        assertRefused(() -> signer.verifyTicket(parts[0] + "." + forged + "." + parts[2]), ErrorCode.TICKET_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b.c", "..", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.", "bnVsbA.e30.AA"})
    void rubbishIsRefusedWithTheCodeOfItsKind(String token) {
        assertRefused(() -> signer.verifyTicket(token), ErrorCode.TICKET_INVALID);
        assertRefused(() -> signer.verifyReceipt(token), ErrorCode.RECEIPT_INVALID);
        assertRefused(() -> signer.verifyServiceToken(token), ErrorCode.SERVICE_TOKEN_INVALID);
    }

    @Test
    void aReadTicketMayBeForSomeBytesOnly() {
        Ticket some = ticket(Operation.READ).within(new ByteSpan(100, 50));

        Ticket verified = signer.verifyTicket(signer.sign(some));

        assertThat(verified).isEqualTo(some);
        assertThat(verified.permits(100, 50)).isTrue();
        assertThat(verified.permits(149, 1)).isTrue();
        assertThat(verified.permits(99, 2)).isFalse();
        assertThat(verified.permits(149, 2)).isFalse();
        assertThat(signer.verifyTicket(signer.sign(ticket(Operation.READ))).permits(0, 1 << 26))
                .isTrue();
        assertThatThrownBy(() -> ticket(Operation.WRITE).within(new ByteSpan(0, 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ByteSpan(Long.MAX_VALUE, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tokensExpireAndClocksMayDifferByAMinute() {
        String ticket = signer.sign(ticket(Operation.WRITE));
        String receipt = signer.sign(receipt(NOW));
        String service = signer.signServiceToken("controller");
        TokenSigner justInTime = signer(NOW.plus(Duration.ofMinutes(61)), SECRET);
        TokenSigner tooLate = signer(NOW.plus(Duration.ofMinutes(61)).plusSeconds(1), SECRET);

        assertThat(justInTime.verifyTicket(ticket)).isNotNull();
        assertRefused(() -> tooLate.verifyTicket(ticket), ErrorCode.TICKET_EXPIRED);
        assertRefused(() -> tooLate.verifyServiceToken(service), ErrorCode.SERVICE_TOKEN_INVALID);
        assertThat(tooLate.verifyReceipt(receipt)).isNotNull();
        assertRefused(
                () -> signer(NOW.plus(Duration.ofHours(25)), SECRET).verifyReceipt(receipt), ErrorCode.RECEIPT_EXPIRED);
    }

    @Test
    void refusesAReceiptThatIsFurtherAheadThanClocksDiffer() {
        String receipt = signer.sign(receipt(NOW.plus(TokenSigner.CLOCK_SKEW)));

        assertThat(signer.verifyReceipt(receipt).issuedAt()).isAfter(NOW);
        assertRefused(() -> signer(NOW.minusSeconds(1), SECRET).verifyReceipt(receipt), ErrorCode.RECEIPT_INVALID);
    }

    @Test
    void secretsRotateWithoutAGap() {
        String old = signer.sign(ticket(Operation.WRITE));
        TokenSigner rotated = signer(NOW, OTHER, SECRET);
        assertThat(rotated.verifyTicket(old)).isNotNull();
        assertRefused(() -> signer.verifyTicket(rotated.sign(ticket(Operation.WRITE))), ErrorCode.TICKET_INVALID);
    }

    @Test
    void shortSecretsAreRefusedAndNoneIsEverPrinted() {
        assertThatThrownBy(() -> new ClusterSecret("too short")).hasMessageContaining("the least is 32");
        assertThat(SECRET.toString()).doesNotContain("0123456789abcdef");
    }

    private Ticket ticket(Operation operation) {
        return new Ticket(
                new ClusterId(new java.util.UUID(1, 2)),
                operation,
                new ChunkId(new java.util.UUID(3, 4)),
                1 << 26,
                List.of(node),
                operation == Operation.COPY ? node : null,
                NOW.plus(Duration.ofHours(1)),
                operation == Operation.COPY ? null : "ann");
    }

    private Receipt receipt(Instant issuedAt) {
        return new Receipt(
                new ClusterId(new java.util.UUID(1, 2)),
                new ChunkId(new java.util.UUID(3, 4)),
                node.id(),
                5,
                new Crc32c(-1),
                issuedAt);
    }

    private static TokenSigner signer(Instant now, ClusterSecret... secrets) {
        return new TokenSigner(List.of(secrets), Clock.fixed(now, ZoneOffset.UTC));
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        DfsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
