package io.dfs.node.transfer;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.Operation;
import io.dfs.common.token.Ticket;

/** Whether a ticket, whose signature and age are good, permits a request. */
final class TicketRules {

    private TicketRules() {}

    /**
     * @param operation what the request does
     * @throws DfsException {@link ErrorCode#WRONG_CLUSTER} or {@link ErrorCode#TICKET_INVALID}, with the rule it breaks
     */
    static void check(Ticket ticket, Operation operation, ChunkId chunkId, ClusterId clusterId, NodeId nodeId) {
        if (!ticket.clusterId().equals(clusterId)) {
            throw new DfsException(
                    ErrorCode.WRONG_CLUSTER,
                    "the ticket is of cluster %s, this node belongs to %s".formatted(ticket.clusterId(), clusterId));
        }
        if (!ticket.chunkId().equals(chunkId)) {
            throw invalid("the ticket is for chunk %s, not for %s".formatted(ticket.chunkId(), chunkId));
        }
        if (!permits(ticket, operation, nodeId)) {
            throw invalid("the ticket permits %s and not to %s here (node %s)"
                    .formatted(ticket.operation(), operation, nodeId));
        }
    }

    /** Whether a ticket that permits to read the chunk also does so for these bytes: the others may be another file's. */
    static void checkBytes(Ticket ticket, long offset, long lengthBytes) {
        if (!ticket.permits(offset, lengthBytes)) {
            throw invalid("the ticket permits to read %s of chunk %s, not %d from %d on"
                    .formatted(ticket.span(), ticket.chunkId(), lengthBytes, offset));
        }
    }

    private static boolean permits(Ticket ticket, Operation operation, NodeId nodeId) {
        return switch (operation) {
            case WRITE, COPY -> ticket.operation() == operation && isAmong(ticket, nodeId);
            case READ ->
                switch (ticket.operation()) {
                    case READ -> isAmong(ticket, nodeId);
                    case COPY -> isSource(ticket, nodeId);
                    case WRITE -> false;
                };
        };
    }

    private static boolean isAmong(Ticket ticket, NodeId nodeId) {
        return ticket.nodes().stream().map(NodeAddress::id).anyMatch(nodeId::equals);
    }

    private static boolean isSource(Ticket ticket, NodeId nodeId) {
        NodeAddress source = ticket.source();
        return source != null && source.id().equals(nodeId);
    }

    private static DfsException invalid(String why) {
        return new DfsException(ErrorCode.TICKET_INVALID, why + ": ask the metadata service for one that fits");
    }
}
