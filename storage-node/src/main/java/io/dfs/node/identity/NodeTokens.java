package io.dfs.node.identity;

import io.dfs.common.token.NodeKey;
import io.dfs.common.token.NodeProof;
import io.dfs.common.token.TokenSigner;
import java.time.Clock;
import java.util.function.Supplier;

/** The service tokens with which this node calls a metadata service. Each carries the node's proof, which is used for a while. */
public final class NodeTokens implements Supplier<String> {

    private final TokenSigner signer;
    private final NodeIdentity identity;
    private final NodeKey key;
    private final Clock clock;
    private volatile NodeProof proof;

    public NodeTokens(TokenSigner signer, NodeIdentity identity, NodeKey key, Clock clock) {
        this.signer = signer;
        this.identity = identity;
        this.key = key;
        this.clock = clock;
        this.proof = prove();
    }

    /** A new one, for one request. */
    @Override
    public String get() {
        return signer.signNodeToken(identity.name(), identity.id(), current());
    }

    /** Renewed while half of its time is left, so that it outlives the token that it goes with. */
    private NodeProof current() {
        NodeProof now = proof;
        if (clock.instant().plus(NodeProof.LIFETIME.dividedBy(2)).isAfter(now.expiresAt())) {
            now = prove();
            proof = now;
        }
        return now;
    }

    private NodeProof prove() {
        return key.prove(identity.id(), clock.instant().plus(NodeProof.LIFETIME));
    }
}
