package io.dfs.cli.upload;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeReceipt;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.NodeId;

/** What became of one replica. */
sealed interface Delivery {

    record Received(NodeReceipt receipt) implements Delivery {}

    record Failed(NodeId node, ErrorCode code, String detail) implements Delivery {

        /** Whether the node is to blame; an old ticket is no one's fault. */
        boolean blamesNode() {
            return code != ErrorCode.TICKET_EXPIRED;
        }
    }

    /** Left behind: the node may still get the chunk, far later than the others. */
    record TooSlow(NodeAddress node, String detail, double bytesPerSecond, double othersBytesPerSecond)
            implements Delivery {}
}
