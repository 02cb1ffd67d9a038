package io.dfs.metadata.repair;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.token.Operation;
import io.dfs.common.token.Ticket;
import io.dfs.common.token.TokenSigner;
import io.dfs.metadata.cluster.ClusterIdentity;
import io.dfs.metadata.limits.Limits;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Component;

/** Signs the permission to copy a chunk from one node to another. */
@Component
class RepairTickets {

    private final TokenSigner tokens;
    private final ClusterIdentity cluster;
    private final Limits limits;
    private final Clock clock;

    RepairTickets(TokenSigner tokens, ClusterIdentity cluster, Limits limits, Clock clock) {
        this.tokens = tokens;
        this.cluster = cluster;
        this.limits = limits;
        this.clock = clock;
    }

    String copy(ChunkFacts chunk, NodeAddress source, NodeAddress target) {
        return tokens.sign(new Ticket(
                cluster.id(),
                Operation.COPY,
                chunk.id(),
                chunk.lengthBytes(),
                List.of(target),
                source,
                clock.instant().plus(limits.ticketLifetime()),
                null));
    }
}
