package io.dfs.cli.upload;

import io.dfs.common.api.AllocationRequest;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.WriteTicket;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.NodeId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Write tickets, asked for a window ahead. A ticket costs the service nothing and is dropped when it is old, too small,
 * or names a node that failed since. Thread-safe.
 */
final class TicketSupply {

    /** Far below the hour for which tickets are good; measured here, so that clocks don't matter. */
    private static final Duration FRESH = Duration.ofMinutes(10);

    private record Stored(WriteTicket ticket, long atNanos) {

        boolean fits(long lengthBytes, Set<NodeId> excluded) {
            return ticket.maxLengthBytes() >= lengthBytes
                    && System.nanoTime() - atNanos < FRESH.toNanos()
                    && ticket.nodes().stream().noneMatch(node -> excluded.contains(node.id()));
        }
    }

    private final MetadataApi metadata;
    private final NodeExclusions exclusions;
    private final int replicationFactor;
    private final int window;
    private final Deque<Stored> stored = new ArrayDeque<>();
    private boolean proven;

    TicketSupply(MetadataApi metadata, NodeExclusions exclusions, int replicationFactor, int window) {
        this.metadata = metadata;
        this.exclusions = exclusions;
        this.replicationFactor = replicationFactor;
        this.window = window;
    }

    /**
     * A ticket for a new chunk.
     *
     * @param upcoming how many chunks of this length are still to come, this one included
     */
    synchronized WriteTicket take(long lengthBytes, int upcoming) {
        Set<NodeId> excluded = exclusions.current();
        for (Stored next = stored.poll(); next != null; next = stored.poll()) {
            if (next.fits(lengthBytes, excluded)) {
                return next.ticket();
            }
        }
        long now = System.nanoTime();
        allocate(Math.clamp(upcoming, 1, window), lengthBytes, excluded)
                .forEach(ticket -> stored.add(new Stored(ticket, now)));
        proven = true;
        return stored.remove().ticket();
    }

    /** Forgets all that are left: one was refused, and they are of the same time. */
    synchronized void discard() {
        stored.clear();
    }

    private List<WriteTicket> allocate(int count, long lengthBytes, Set<NodeId> excluded) {
        try {
            return request(count, lengthBytes, excluded);
        } catch (DfsException e) {
            if (excluded.isEmpty() || !isRefusalOfPlaces(e.code())) {
                throw e;
            }
            // Without the nodes that failed there are too few: better a place that is doubtful than none.
            return request(count, lengthBytes, Set.of());
        }
    }

    private List<WriteTicket> request(int count, long lengthBytes, Set<NodeId> excluded) {
        var tickets = metadata.allocate(AllocationRequest.newChunks(count, lengthBytes, replicationFactor, excluded))
                .tickets();
        if (tickets.isEmpty()) {
            throw new DfsException(ErrorCode.NOT_ENOUGH_NODES, "the metadata service gave no place for a chunk");
        }
        return tickets;
    }

    /** Places for one chunk beside those that have it. */
    WriteTicket morePlaces(WriteTicket ticket, long lengthBytes, Set<NodeId> holders) {
        return metadata
                .allocate(AllocationRequest.morePlaces(
                        ticket.chunkId(),
                        ticket.token(),
                        lengthBytes,
                        replicationFactor,
                        holders,
                        exclusions.current()))
                .tickets()
                .stream()
                .findFirst()
                .orElseThrow(() -> new DfsException(
                        ErrorCode.NOT_ENOUGH_NODES, "no other node can take chunk " + ticket.chunkId()));
    }

    /** Whether the cluster had room before, so that a shortage may pass. */
    synchronized boolean proven() {
        return proven;
    }

    /** Nodes that were heard of a moment ago: after a restart of the service it takes a few seconds until all are back. */
    static boolean mayPassSoon(DfsException refusal) {
        return refusal.rejections().stream()
                .anyMatch(rejection -> rejection.rule().equals("STALE"));
    }

    /** A ticket is of no use any more; a new one may be. */
    static boolean isRefusalOfTicket(ErrorCode code) {
        return code == ErrorCode.TICKET_EXPIRED || code == ErrorCode.TICKET_INVALID;
    }

    static boolean isRefusalOfPlaces(ErrorCode code) {
        return switch (code) {
            case NOT_ENOUGH_NODES, REPLICATION_UNAVAILABLE, NO_SPACE -> true;
            default -> false;
        };
    }
}
