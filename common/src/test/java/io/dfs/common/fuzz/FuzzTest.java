package io.dfs.common.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FileName;
import io.dfs.common.file.FilePath;
import io.dfs.common.http.Json;
import io.dfs.common.http.MetadataEndpoints;
import io.dfs.common.http.RequestIds;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import io.dfs.common.size.ByteSize;
import io.dfs.common.token.ClusterSecret;
import io.dfs.common.token.NodeKey;
import io.dfs.common.token.Operation;
import io.dfs.common.token.Receipt;
import io.dfs.common.token.Ticket;
import io.dfs.common.token.TokenSigner;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What reads texts of others refuses what is wrong with its documented exception, and with no other. */
class FuzzTest {

    private static final String SECRET = "a secret of tests, long enough to be one";

    private final TokenSigner signer = new TokenSigner(List.of(new ClusterSecret(SECRET)), Clock.systemUTC());
    private final NodeKey key = NodeKey.generate();
    private final Forge forge = new Forge(SECRET);
    private final UUID id = UUID.fromString("01920b3c-7f5e-7c3a-9d2e-3f1a2b4c5d6e");

    @Test
    void whatReadsTextsRefusesThemAsDocumented() throws Exception {
        new FuzzRun("common, texts", 2).run(draw -> {
            Texts texts = new Texts(draw);
            return switch (draw.below(8)) {
                case 0 -> path(texts.path());
                case 1 -> path(texts.text());
                case 2 -> refusing(ErrorCode.INVALID_PATH, () -> FileName.check(texts.text()));
                case 3 -> malformed(() -> ByteSize.parse(texts.size()));
                case 4 -> malformed(() -> Crc32c.valueOf(texts.text()));
                case 5 -> malformed(() -> MetadataEndpoints.parse(texts.address()));
                case 6 -> malformed(() -> ChunkId.valueOf(texts.text()));
                default -> requestId(texts.text());
            };
        });
    }

    @Test
    void aTokenThatWasTamperedWithIsRefusedAsDocumented() throws Exception {
        new FuzzRun("common, tokens", 2).run(draw -> {
            Jwts jwts = new Jwts(draw, forge);
            return switch (draw.below(3)) {
                case 0 -> {
                    String token = jwts.like("ticket", ticket());
                    yield refusing(
                            EnumSet.of(ErrorCode.TICKET_INVALID, ErrorCode.TICKET_EXPIRED),
                            () -> signer.verifyTicket(token));
                }
                case 1 -> {
                    String token = jwts.like("receipt", receipt());
                    yield refusing(
                            EnumSet.of(ErrorCode.RECEIPT_INVALID, ErrorCode.RECEIPT_EXPIRED),
                            () -> signer.verifyReceipt(token));
                }
                default -> {
                    String token =
                            jwts.like("service token", draw.of(signer.signServiceToken("controller"), nodeToken()));
                    yield refusing(ErrorCode.SERVICE_TOKEN_INVALID, () -> signer.verifyServiceToken(token));
                }
            };
        });
    }

    /** Or the cases with good signatures would all stop at the signature. */
    @Test
    void theForgeSignsLikeTheCluster() {
        String claims =
                "{\"sub\":\"node-1\",\"exp\":%d}".formatted(Instant.now().getEpochSecond() + 60);

        assertThat(signer.verifyServiceToken(forge.sign("service token", forge.header(), claims)))
                .isNotNull();
    }

    private String ticket() {
        NodeAddress node = new NodeAddress(new NodeId(id), "node-1", "zone-1", "http://localhost:7080");
        return signer.sign(new Ticket(
                new ClusterId(id),
                Operation.COPY,
                new ChunkId(id),
                1_000,
                List.of(node),
                node,
                Instant.now().plusSeconds(60),
                "anna"));
    }

    private String nodeToken() {
        NodeId node = new NodeId(id);
        return signer.signNodeToken(
                "node-1", node, key.prove(node, Instant.now().plusSeconds(60)));
    }

    private String receipt() {
        return signer.sign(
                new Receipt(new ClusterId(id), new ChunkId(id), new NodeId(id), 1_000, Crc32c.EMPTY, Instant.now()));
    }

    /** One that was read says the same again, also as JSON. */
    private static String path(String text) {
        return refusing(ErrorCode.INVALID_PATH, () -> {
            FilePath path = FilePath.valueOf(text);
            assertThat(path).hasToString(text).isEqualTo(Json.read(Json.write(path), FilePath.class));
            return path;
        });
    }

    private static String requestId(String proposed) {
        assertThat(RequestIds.accept(proposed)).matches("[A-Za-z0-9._:-]{1,64}");
        return "read";
    }

    private static String malformed(Callable<Object> reading) throws Exception {
        try {
            reading.call();
            return "read";
        } catch (IllegalArgumentException _) {
            return "refused";
        }
    }

    private static String refusing(ErrorCode code, Callable<Object> reading) {
        return refusing(Set.of(code), reading);
    }

    private static String refusing(Set<ErrorCode> codes, Callable<Object> reading) {
        try {
            reading.call();
            return "read";
        } catch (DfsException e) {
            assertThat(codes).contains(e.code());
            return "refused";
        } catch (Exception e) {
            throw new AssertionError("not the documented exception", e);
        }
    }
}
