package io.dfs.metadata.allocation;

import io.dfs.common.api.Allocation;
import io.dfs.common.api.AllocationRequest;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.WriteTicket;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.size.ByteSize;
import io.dfs.common.token.Operation;
import io.dfs.common.token.Ticket;
import io.dfs.common.token.TokenSigner;
import io.dfs.metadata.cluster.ClusterIdentity;
import io.dfs.metadata.limits.Limits;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.node.Nodes;
import io.dfs.metadata.placement.Candidate;
import io.dfs.metadata.placement.Candidate.Standing;
import io.dfs.metadata.placement.Placement;
import io.dfs.metadata.placement.PlacementOutcome;
import io.dfs.metadata.placement.PlacementOutcome.Placed;
import io.dfs.metadata.placement.PlacementOutcome.Refused;
import io.dfs.metadata.placement.PlacementRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Hands out tickets for new chunks. A chunk exists from its commit on, so an upload that never commits leaves nothing here to
 * clean up, and repeating a request (I-8) only yields other tickets. How much was given out is {@linkplain Uncommitted counted}.
 */
@Component
class Allocations {

    private final Nodes nodes;
    private final Placement placement;
    private final TokenSigner tokens;
    private final ClusterIdentity cluster;
    private final Limits limits;
    private final Uncommitted uncommitted;
    private final Clock clock;

    Allocations(
            Nodes nodes,
            Placement placement,
            TokenSigner tokens,
            ClusterIdentity cluster,
            Limits limits,
            Uncommitted uncommitted,
            Clock clock) {
        this.nodes = nodes;
        this.placement = placement;
        this.tokens = tokens;
        this.cluster = cluster;
        this.limits = limits;
        this.uncommitted = uncommitted;
        this.clock = clock;
    }

    /** @param principal who asks, if he is known; the tickets name him */
    Allocation allocate(AllocationRequest request, @Nullable String principal) {
        AllocationRules.check(request, limits);
        if (request.ticket() != null) {
            AllocationRules.requireOwn(tokens.verifyTicket(request.ticket()), request, cluster.id(), principal);
        }
        Collection<NodeView> known = nodes.views().values();
        EnoughNodes.require(request.replicationFactor(), known);
        List<Candidate> candidates =
                known.stream().map(node -> candidate(node, request)).toList();
        PlacementRequest wanted = placementRequest(request);
        Instant expiresAt = clock.instant().plus(limits.ticketLifetime());
        List<WriteTicket> tickets = new ArrayList<>();
        for (int i = 0; i < request.count(); i++) {
            List<NodeAddress> chosen = chosen(placement.place(wanted, candidates), wanted, candidates.size());
            tickets.add(ticket(request, chosen, expiresAt, principal));
            candidates = afterPromising(request.lengthBytes(), chosen, candidates);
        }
        uncommitted.claim(principal, tickets, freeBytes(known));
        return new Allocation(tickets);
    }

    private static long freeBytes(Collection<NodeView> known) {
        return known.stream().mapToLong(node -> node.space().freeBytes()).sum();
    }

    private static Candidate candidate(NodeView node, AllocationRequest request) {
        Standing standing = AllocationRules.holders(request)
                        .contains(node.address().id())
                ? Standing.HOLDER
                : AllocationRules.excludedNodes(request).contains(node.address().id())
                        ? Standing.EXCLUDED
                        : Standing.FREE;
        return node.candidate(standing);
    }

    /** As many nodes as the factor asks for, but content with the fewest that a commit would take (I-1). */
    private PlacementRequest placementRequest(AllocationRequest request) {
        int holders = AllocationRules.holders(request).size();
        int fewest = Math.min(limits.minReplicas(), request.replicationFactor());
        return new PlacementRequest(
                request.lengthBytes(), request.replicationFactor() - holders, Math.max(1, fewest - holders));
    }

    private static List<NodeAddress> chosen(PlacementOutcome outcome, PlacementRequest wanted, int candidates) {
        return switch (outcome) {
            case Placed placed -> placed.nodes();
            case Refused refused ->
                throw new DfsException(
                        ErrorCode.NOT_ENOUGH_NODES,
                        "a chunk of %s needs at least %d more nodes, and %d of %d can take it now: try again, or add room"
                                .formatted(
                                        ByteSize.format(wanted.lengthBytes()),
                                        wanted.atLeast(),
                                        refused.nodes().size(),
                                        candidates),
                        refused.rejections());
        };
    }

    /** Chunks of one request see the room that the ones before them will take. */
    private static List<Candidate> afterPromising(
            long lengthBytes, List<NodeAddress> chosen, List<Candidate> candidates) {
        return candidates.stream()
                .map(node -> chosen.contains(node.address()) ? node.promised(lengthBytes) : node)
                .toList();
    }

    private WriteTicket ticket(
            AllocationRequest request, List<NodeAddress> chosen, Instant expiresAt, @Nullable String principal) {
        ChunkId chunkId = request.chunkId() == null ? ChunkId.random() : request.chunkId();
        String token = tokens.sign(new Ticket(
                cluster.id(), Operation.WRITE, chunkId, request.lengthBytes(), chosen, null, expiresAt, principal));
        return new WriteTicket(chunkId, request.lengthBytes(), chosen, token, expiresAt);
    }
}
