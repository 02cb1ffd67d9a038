package io.dfs.node.identity;

import io.dfs.common.id.NodeId;
import io.dfs.common.token.NodeKey;
import io.dfs.common.token.NodeProof;
import io.dfs.common.token.TokenSigner;
import java.time.Clock;
import java.util.function.Supplier;

/** The service tokens with which this node calls a metadata service. Each carries the node's proof, which is used for a while. */
public final class NodeTokens implements Supplier<String> {

    private final TokenSigner signer;
    private final NodeIdentity identity;
    private final Supplier<NodeKey> key;
    private final Clock clock;
    private volatile Proven proven;

    private record Proven(NodeId nodeId, NodeProof proof) {}

    public NodeTokens(TokenSigner signer, NodeIdentity identity, Supplier<NodeKey> key, Clock clock) {
        this.signer = signer;
        this.identity = identity;
        this.key = key;
        this.clock = clock;
        this.proven = prove();
    }

    /** A new one, for one request. */
    @Override
    public String get() {
        Proven now = current();
        return signer.signNodeToken(identity.name(), now.nodeId(), now.proof());
    }

    /** Renewed while half of its time is left, so that it outlives the token that it goes with. */
    private Proven current() {
        Proven now = proven;
        boolean old = clock.instant()
                .plus(NodeProof.LIFETIME.dividedBy(2))
                .isAfter(now.proof().expiresAt());
        if (old || !now.nodeId().equals(identity.id())) {
            now = prove();
            proven = now;
        }
        return now;
    }

    private Proven prove() {
        NodeId nodeId = identity.id();
        return new Proven(nodeId, key.get().prove(nodeId, clock.instant().plus(NodeProof.LIFETIME)));
    }
}
