package io.dfs.common.token;

import io.dfs.common.id.NodeId;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/**
 * The Ed25519 key of a node, which never leaves its data directories. The cluster secret tells a program of the cluster from a
 * stranger; this tells one node from all others that know the secret.
 */
public final class NodeKey {

    static final String ALGORITHM = "Ed25519";

    private final PrivateKey privateKey;
    private final NodePublicKey publicKey;

    private NodeKey(PrivateKey privateKey, NodePublicKey publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    public static NodeKey generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            return new NodeKey(
                    pair.getPrivate(), NodePublicKey.of(pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has Ed25519", e);
        }
    }

    /**
     * @param privateKey as {@link #privateText} gave it
     * @throws IllegalArgumentException if it is no such key, or another one's half
     */
    public static NodeKey of(String privateKey, NodePublicKey publicKey) {
        try {
            PKCS8EncodedKeySpec encoded =
                    new PKCS8EncodedKeySpec(Base64.getUrlDecoder().decode(privateKey));
            NodeKey key = new NodeKey(KeyFactory.getInstance(ALGORITHM).generatePrivate(encoded), publicKey);
            NodeId anybody = NodeId.random();
            if (!key.prove(anybody, Instant.EPOCH).isBy(publicKey, anybody)) {
                throw new IllegalArgumentException("the private key and the public key don't belong together");
            }
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a node's private key is an Ed25519 key", e);
        }
    }

    public NodePublicKey publicKey() {
        return publicKey;
    }

    /** The secret half, for the key's file and for nothing else: PKCS #8 in base64url. */
    public String privateText() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(privateKey.getEncoded());
    }

    /** Proves until then that anyone who shows it is this node. Good for as many requests as one likes. */
    public NodeProof prove(NodeId nodeId, Instant expiresAt) {
        Instant whole = expiresAt.truncatedTo(ChronoUnit.SECONDS);
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(privateKey);
            signature.update(NodeProof.content(nodeId, whole));
            return new NodeProof(whole, Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform signs with Ed25519", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NodeKey that && publicKey.equals(that.publicKey);
    }

    @Override
    public int hashCode() {
        return publicKey.hashCode();
    }

    /** Secrets do not go into logs. */
    @Override
    public String toString() {
        return "NodeKey[" + publicKey + "]";
    }
}
