package io.dfs.common.token;

import io.dfs.common.id.NodeId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * A node's signature by its own key under its id and a time. It goes with each of the node's service tokens.
 *
 * @param expiresAt in whole seconds
 * @param signature base64url
 */
public record NodeProof(Instant expiresAt, String signature) {

    /** Signing costs more than a heartbeat, so a proof is used for a while. */
    public static final Duration LIFETIME = Duration.ofMinutes(10);

    /** What is signed. The purpose comes first, so that no signature for another one will ever pass. */
    static byte[] content(NodeId nodeId, Instant expiresAt) {
        return ("dfs/v1/node-proof\n" + nodeId + "\n" + expiresAt.getEpochSecond()).getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException if the text is no proof; whether it proves anything is not checked */
    static NodeProof valueOf(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException("a proof is a time and a signature");
        }
        try {
            return new NodeProof(
                    Instant.ofEpochSecond(Long.parseLong(text.substring(0, dot))), text.substring(dot + 1));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a proof's time is in seconds since 1970", e);
        }
    }

    public boolean isBy(NodePublicKey key, NodeId nodeId) {
        try {
            Signature verifier = Signature.getInstance(NodeKey.ALGORITHM);
            verifier.initVerify(key.key());
            verifier.update(content(nodeId, expiresAt));
            return verifier.verify(Base64.getUrlDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return false; // a key or a signature that is none proves nothing
        }
    }

    /** With what clocks of two machines may differ by taken into account. */
    public boolean isOver(Instant now) {
        return expiresAt.plus(TokenSigner.CLOCK_SKEW).isBefore(now);
    }

    @Override
    public String toString() {
        return expiresAt.getEpochSecond() + "." + signature;
    }
}
