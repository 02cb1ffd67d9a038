package io.dfs.common.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Signs and checks tickets, receipts and service tokens: JWTs (RFC 7519) with HS256, one derived key per kind. The key id
 * in the header tells which secret signed, so that secrets rotate: the first signs, all verify. The secrets may change at any
 * time. Thread-safe.
 */
public final class TokenSigner {

    /** How long a receipt is good for a commit. */
    public static final Duration RECEIPT_LIFETIME = Duration.ofHours(24);

    /** How long a service token is good; a new one is made for each request. */
    public static final Duration SERVICE_TOKEN_LIFETIME = Duration.ofMinutes(5);

    /** By how much clocks of two machines may differ. */
    public static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

    /** The key of one kind of token under one secret. MACSigner and MACVerifier are thread-safe. */
    private record Key(String id, MACSigner signer, MACVerifier verifier) {}

    /** The keys of one kind of token; the first signs. */
    private record KeyRing(String kind, List<Key> keys) {}

    /** All that is derived from the secrets that were last supplied; replaced as a whole when others are. */
    private record KeyRings(List<ClusterSecret> secrets, KeyRing tickets, KeyRing receipts, KeyRing serviceTokens) {

        static KeyRings of(List<ClusterSecret> secrets) {
            if (secrets.isEmpty()) {
                throw new IllegalArgumentException("at least one cluster secret is needed");
            }
            return new KeyRings(
                    secrets,
                    keyRing("ticket", secrets),
                    keyRing("receipt", secrets),
                    keyRing("service token", secrets));
        }
    }

    private final Supplier<List<ClusterSecret>> secrets;
    private final Clock clock;
    private volatile KeyRings keyRings;

    /** @param secrets the one that signs first, then any that are still accepted */
    public TokenSigner(List<ClusterSecret> secrets, Clock clock) {
        this(() -> secrets, clock);
    }

    /** @param secrets asked for each token; may change what it gives at any time */
    public TokenSigner(Supplier<List<ClusterSecret>> secrets, Clock clock) {
        this.secrets = secrets;
        this.clock = clock;
        this.keyRings = KeyRings.of(secrets.get());
    }

    /** Two threads that both see new secrets derive the same keys. */
    private KeyRings keys() {
        List<ClusterSecret> now = secrets.get();
        KeyRings known = keyRings;
        if (!known.secrets().equals(now)) {
            known = KeyRings.of(now);
            keyRings = known;
        }
        return known;
    }

    public String sign(Ticket ticket) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .expirationTime(Date.from(ticket.expiresAt()))
                .claim("cluster", ticket.clusterId().toString())
                .claim("op", ticket.operation().name())
                .claim("chunk", ticket.chunkId().toString())
                .claim("max", ticket.maxLengthBytes())
                .claim(
                        "nodes",
                        ticket.nodes().stream().map(TokenSigner::toClaim).toList());
        if (ticket.source() != null) {
            claims.claim("source", toClaim(ticket.source()));
        }
        if (ticket.principal() != null) {
            claims.claim("for", ticket.principal());
        }
        if (ticket.span() != null) {
            claims.claim("from", ticket.span().offset())
                    .claim("bytes", ticket.span().lengthBytes());
        }
        return sign(keys().tickets(), claims.build());
    }

    /** Checks signature and expiry; that the ticket fits the request is the caller's to check. */
    public Ticket verifyTicket(String token) {
        JWTClaimsSet claims = verify(keys().tickets(), token, ErrorCode.TICKET_INVALID);
        try {
            Map<String, Object> source = claims.getJSONObjectClaim("source");
            Ticket ticket = new Ticket(
                    ClusterId.valueOf(claims.getStringClaim("cluster")),
                    Operation.valueOf(claims.getStringClaim("op")),
                    ChunkId.valueOf(claims.getStringClaim("chunk")),
                    claims.getLongClaim("max"),
                    addresses(claims.getListClaim("nodes")),
                    source == null ? null : address(source),
                    claims.getExpirationTime().toInstant(),
                    claims.getStringClaim("for"),
                    span(claims));
            if (ticket.expiresAt().plus(CLOCK_SKEW).isBefore(clock.instant())) {
                throw new DfsException(
                        ErrorCode.TICKET_EXPIRED,
                        "the ticket for chunk %s expired at %s: ask the metadata service for a new one"
                                .formatted(ticket.chunkId(), ticket.expiresAt()));
            }
            return ticket;
        } catch (ParseException | IllegalArgumentException | NullPointerException e) {
            throw new DfsException(ErrorCode.TICKET_INVALID, "the ticket lacks a claim or has a malformed one", e);
        }
    }

    /** One of two claims without the other is malformed, and must not mean the whole chunk. */
    private static @Nullable ByteSpan span(JWTClaimsSet claims) throws ParseException {
        Long offset = claims.getLongClaim("from");
        Long lengthBytes = claims.getLongClaim("bytes");
        if (offset == null && lengthBytes == null) {
            return null;
        }
        if (offset == null || lengthBytes == null) {
            throw new IllegalArgumentException("half a span");
        }
        return new ByteSpan(offset, lengthBytes);
    }

    public String sign(Receipt receipt) {
        return sign(
                keys().receipts(),
                new JWTClaimsSet.Builder()
                        .issueTime(Date.from(receipt.issuedAt()))
                        .claim("cluster", receipt.clusterId().toString())
                        .claim("chunk", receipt.chunkId().toString())
                        .claim("node", receipt.nodeId().toString())
                        .claim("length", receipt.lengthBytes())
                        .claim("crc32c", receipt.crc32c().toString())
                        .build());
    }

    /** Checks signature and age. */
    public Receipt verifyReceipt(String token) {
        JWTClaimsSet claims = verify(keys().receipts(), token, ErrorCode.RECEIPT_INVALID);
        try {
            Receipt receipt = new Receipt(
                    ClusterId.valueOf(claims.getStringClaim("cluster")),
                    ChunkId.valueOf(claims.getStringClaim("chunk")),
                    NodeId.valueOf(claims.getStringClaim("node")),
                    claims.getLongClaim("length"),
                    Crc32c.valueOf(claims.getStringClaim("crc32c")),
                    claims.getIssueTime().toInstant());
            if (receipt.issuedAt().isAfter(clock.instant().plus(CLOCK_SKEW))) {
                throw new DfsException(
                        ErrorCode.RECEIPT_INVALID,
                        "the receipt for chunk %s is of %s, which is to come: compare the clock of node %s with this one's"
                                .formatted(receipt.chunkId(), receipt.issuedAt(), receipt.nodeId()));
            }
            if (receipt.issuedAt().plus(RECEIPT_LIFETIME).isBefore(clock.instant())) {
                throw new DfsException(
                        ErrorCode.RECEIPT_EXPIRED,
                        "the receipt for chunk %s is of %s; receipts are good for %d hours: upload the chunk again"
                                .formatted(receipt.chunkId(), receipt.issuedAt(), RECEIPT_LIFETIME.toHours()));
            }
            return receipt;
        } catch (ParseException | IllegalArgumentException | NullPointerException e) {
            throw new DfsException(ErrorCode.RECEIPT_INVALID, "the receipt lacks a claim or has a malformed one", e);
        }
    }

    /** A token with which a program of the cluster that is no node calls a metadata service. */
    public String signServiceToken(String program) {
        return signServiceToken(serviceClaims(program));
    }

    /** A token with which a node calls a metadata service. */
    public String signNodeToken(String name, NodeId nodeId, NodeProof proof) {
        return signServiceToken(serviceClaims(ServiceCaller.nameOfNode(name))
                .claim("node", nodeId.toString())
                .claim("proof", proof.toString()));
    }

    private JWTClaimsSet.Builder serviceClaims(String program) {
        return new JWTClaimsSet.Builder()
                .subject(program)
                .expirationTime(Date.from(clock.instant().plus(SERVICE_TOKEN_LIFETIME)));
    }

    private String signServiceToken(JWTClaimsSet.Builder claims) {
        return sign(keys().serviceTokens(), claims.build());
    }

    /**
     * The program that made the token. Whether it is the node that it says it is remains to be checked: only who knows the node's
     * key can do that.
     */
    public ServiceCaller verifyServiceToken(String token) {
        JWTClaimsSet claims = verify(keys().serviceTokens(), token, ErrorCode.SERVICE_TOKEN_INVALID);
        try {
            Instant expiresAt = claims.getExpirationTime().toInstant();
            ServiceCaller caller = caller(claims);
            if (expiresAt.plus(CLOCK_SKEW).isBefore(clock.instant())) {
                throw new DfsException(
                        ErrorCode.SERVICE_TOKEN_INVALID,
                        "the service token of %s expired at %s: compare the clocks of the two machines"
                                .formatted(caller.name(), expiresAt));
            }
            return caller;
        } catch (ParseException | IllegalArgumentException | NullPointerException e) {
            throw new DfsException(
                    ErrorCode.SERVICE_TOKEN_INVALID, "the service token lacks a claim or has a malformed one", e);
        }
    }

    private static ServiceCaller caller(JWTClaimsSet claims) throws ParseException {
        String node = claims.getStringClaim("node");
        String proof = claims.getStringClaim("proof");
        return new ServiceCaller(
                Objects.requireNonNull(claims.getSubject()),
                node == null ? null : NodeId.valueOf(node),
                proof == null ? null : NodeProof.valueOf(proof));
    }

    private static String sign(KeyRing ring, JWTClaimsSet claims) {
        Key key = ring.keys().getFirst();
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.id()).build(), claims);
        try {
            jwt.sign(key.signer());
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java platform signs HS256", e);
        }
        return jwt.serialize();
    }

    private static JWTClaimsSet verify(KeyRing ring, String token, ErrorCode refusal) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            String keyId = jwt.getHeader().getKeyID();
            if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm())) {
                throw new DfsException(
                        refusal,
                        "the %s is signed with %s; only HS256 is accepted"
                                .formatted(ring.kind(), jwt.getHeader().getAlgorithm()));
            }
            for (Key key : ring.keys()) {
                if (key.id().equals(keyId) && jwt.verify(key.verifier())) {
                    return jwt.getJWTClaimsSet();
                }
            }
        } catch (ParseException | JOSEException | IllegalArgumentException | NullPointerException e) {
            // The library falls over a header that is the JSON null.
            throw new DfsException(refusal, "the %s can't be read".formatted(ring.kind()), e);
        }
        throw new DfsException(refusal, "the %s is not signed with this cluster's secret".formatted(ring.kind()));
    }

    private static KeyRing keyRing(String kind, List<ClusterSecret> secrets) {
        return new KeyRing(
                kind, secrets.stream().map(secret -> key(secret, kind)).toList());
    }

    private static Key key(ClusterSecret secret, String kind) {
        try {
            byte[] key = secret.derive(kind);
            return new Key(secret.keyId(), new MACSigner(key), new MACVerifier(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("a derived key has 256 bits, enough for HS256", e);
        }
    }

    private static Map<String, Object> toClaim(NodeAddress node) {
        Map<String, Object> claim = new LinkedHashMap<>();
        claim.put("id", node.id().toString());
        claim.put("name", node.name());
        claim.put("zone", node.zone());
        claim.put("url", node.url());
        return claim;
    }

    private static List<NodeAddress> addresses(@Nullable List<Object> claim) {
        if (claim == null) {
            throw new IllegalArgumentException("no nodes");
        }
        return claim.stream()
                .map(node -> {
                    if (node instanceof Map<?, ?> map) {
                        return address(map);
                    }
                    throw new IllegalArgumentException("a node is not an object");
                })
                .toList();
    }

    private static NodeAddress address(Map<?, ?> claim) {
        return new NodeAddress(
                NodeId.valueOf(text(claim, "id")), text(claim, "name"), text(claim, "zone"), text(claim, "url"));
    }

    private static String text(Map<?, ?> claim, String field) {
        if (claim.get(field) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("no " + field);
    }
}
