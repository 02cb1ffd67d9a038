package io.dfs.metadata.allocation;

import io.dfs.common.api.AllocationRequest;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import io.dfs.common.size.ByteSize;
import io.dfs.common.token.Operation;
import io.dfs.common.token.Ticket;
import io.dfs.metadata.limits.Limits;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What may be asked for, whatever the cluster looks like. */
final class AllocationRules {

    private AllocationRules() {}

    /** In the order of the catalogue of errors. */
    static void check(AllocationRequest request, Limits limits) {
        checkCount(request, limits);
        checkLength(request, limits);
        checkReplicationFactor(request, limits);
        checkHolders(request);
    }

    static Set<NodeId> holders(AllocationRequest request) {
        return Objects.requireNonNullElse(request.holders(), Set.of());
    }

    static Set<NodeId> excludedNodes(AllocationRequest request) {
        return Objects.requireNonNullElse(request.excludedNodes(), Set.of());
    }

    private static void checkCount(AllocationRequest request, Limits limits) {
        int most = request.chunkId() == null ? limits.maxTicketsPerAllocation() : 1;
        if (request.count() < 1 || request.count() > most) {
            throw invalid("count is %d; 1 to %d are allowed here".formatted(request.count(), most));
        }
    }

    private static void checkLength(AllocationRequest request, Limits limits) {
        long most = limits.maxChunkSize().toBytes();
        if (request.lengthBytes() < 0 || request.lengthBytes() > most) {
            throw new DfsException(
                    ErrorCode.INVALID_CHUNK_SIZE,
                    "a chunk of %d bytes was asked for; 0 to %d (%s) are allowed: choose a smaller chunk size"
                            .formatted(request.lengthBytes(), most, ByteSize.format(most)));
        }
    }

    private static void checkReplicationFactor(AllocationRequest request, Limits limits) {
        if (request.replicationFactor() < 1 || request.replicationFactor() > limits.maxReplicationFactor()) {
            throw new DfsException(
                    ErrorCode.INVALID_REPLICATION_FACTOR,
                    "replication %d was asked for; 1 to %d are allowed"
                            .formatted(request.replicationFactor(), limits.maxReplicationFactor()));
        }
    }

    private static void checkHolders(AllocationRequest request) {
        if ((request.chunkId() == null) != (request.ticket() == null)) {
            throw invalid(
                    "more places for a chunk are given to anyone who has its WRITE ticket: send chunkId and ticket, or neither");
        }
        if (request.chunkId() == null && !holders(request).isEmpty()) {
            throw invalid("holders are given without the chunkId that they hold");
        }
        if (holders(request).size() >= request.replicationFactor()) {
            throw invalid("chunk %s has %d holders, and replication %d asks for no more places"
                    .formatted(request.chunkId(), holders(request).size(), request.replicationFactor()));
        }
    }

    /**
     * Only who was given a ticket for a chunk gets more for it. The chunk itself is not looked up, so that the answer does not
     * tell whether it exists.
     */
    static void requireOwn(Ticket ticket, AllocationRequest request, ClusterId cluster, @Nullable String principal) {
        boolean own = ticket.clusterId().equals(cluster)
                && ticket.operation() == Operation.WRITE
                && ticket.chunkId().equals(request.chunkId())
                && (ticket.principal() == null || ticket.principal().equals(principal));
        if (!own || request.lengthBytes() > ticket.maxLengthBytes()) {
            throw new DfsException(
                    ErrorCode.TICKET_INVALID,
                    "the ticket permits no one here to write %d bytes of chunk %s: send the WRITE ticket that you were given for it"
                            .formatted(request.lengthBytes(), request.chunkId()));
        }
    }

    private static DfsException invalid(String message) {
        return new DfsException(ErrorCode.INVALID_REQUEST, message);
    }
}
