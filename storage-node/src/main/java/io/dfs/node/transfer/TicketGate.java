package io.dfs.node.transfer;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.token.Operation;
import io.dfs.common.token.Ticket;
import io.dfs.common.token.TokenSigner;
import io.dfs.node.audit.TicketHolder;
import io.dfs.node.identity.NodeIdentity;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Lets a request pass that brings a good ticket. */
@Component
final class TicketGate {

    private static final String SCHEME = "Bearer ";

    private final TokenSigner signer;
    private final NodeIdentity identity;

    TicketGate(TokenSigner signer, NodeIdentity identity) {
        this.signer = signer;
        this.identity = identity;
    }

    /** A ticket that was found good for a request, and its signed text. */
    record Pass(Ticket ticket, String token) {}

    Pass check(@Nullable String authorization, Operation operation, ChunkId chunkId) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new DfsException(
                    ErrorCode.TOKEN_REQUIRED,
                    "the request has no ticket: send 'Authorization: Bearer …' with one from the metadata service");
        }
        String token = authorization.substring(SCHEME.length()).strip();
        Ticket ticket = signer.verifyTicket(token);
        TicketHolder.remember(ticket);
        TicketRules.check(ticket, operation, chunkId, identity.clusterId(), identity.id());
        return new Pass(ticket, token);
    }
}
