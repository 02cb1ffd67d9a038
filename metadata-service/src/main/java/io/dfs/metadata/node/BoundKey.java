package io.dfs.metadata.node;

import io.dfs.common.id.NodeId;
import io.dfs.common.token.NodeProof;
import io.dfs.common.token.NodePublicKey;
import io.dfs.common.token.ServiceCaller;

/** What the database says on a node's key. */
sealed interface BoundKey {

    record Known(NodePublicKey key) implements BoundKey {

        boolean proves(NodeProof proof, NodeId nodeId) {
            return proof.isBy(key, nodeId);
        }
    }

    /** The node's version knew no keys when it last registered. */
    record NotYet(String nodeName) implements BoundKey {

        boolean isNamed(ServiceCaller caller) {
            return caller.isNamedAsNode(nodeName);
        }
    }

    record NoNode() implements BoundKey {}
}
