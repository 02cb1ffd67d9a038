package io.dfs.common.token;

import io.dfs.common.id.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * The program that calls, as its service token says. That it knows the cluster secret is checked; that it is the node that it
 * names is what the proof is for.
 *
 * @param name for the log, such as {@code controller} or {@code node:node-1}
 * @param nodeId null for anyone who is no node, and for nodes of a version without keys
 * @param proof present for nodes
 */
public record ServiceCaller(
        String name, @Nullable NodeId nodeId, @Nullable NodeProof proof) {

    /** Where a service keeps it for the time of a request. */
    public static final String REQUEST_ATTRIBUTE = "io.dfs.serviceCaller";

    private static final String NODE_PREFIX = "node:";

    public ServiceCaller {
        if ((nodeId == null) != (proof == null)) {
            throw new IllegalArgumentException("a node, and no one else, has a proof");
        }
    }

    static String nameOfNode(String node) {
        return NODE_PREFIX + node;
    }

    public boolean isNamedAsNode(String node) {
        return name.equals(nameOfNode(node));
    }

    /** Nodes of a version without keys have a name of this kind too. */
    public boolean isNode() {
        return nodeId != null || name.startsWith(NODE_PREFIX);
    }
}
