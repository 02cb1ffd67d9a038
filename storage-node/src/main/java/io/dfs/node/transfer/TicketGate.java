package io.dfs.node.transfer;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.BearerToken;
import io.dfs.common.id.ChunkId;
import io.dfs.common.token.Operation;
import io.dfs.common.token.Ticket;
import io.dfs.common.token.TokenSigner;
import io.dfs.node.audit.TicketHolder;
import io.dfs.node.identity.NodeIdentity;
import io.dfs.service.attempts.FailedAttempts;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Lets a request pass that brings a good ticket. Forged tickets are counted by address, so that no one tries many; one that
 * is good and too old, or for something else, was given to an honest client and is not counted.
 */
@Component
final class TicketGate {

    private final TokenSigner signer;
    private final NodeIdentity identity;
    private final FailedAttempts attempts;
    private final HttpServletRequest current;

    /** @param current stands for the request that is being answered */
    TicketGate(TokenSigner signer, NodeIdentity identity, FailedAttempts attempts, HttpServletRequest current) {
        this.signer = signer;
        this.identity = identity;
        this.attempts = attempts;
        this.current = current;
    }

    /**
     * A ticket that was found good for a request.
     *
     * @param token its signed text
     * @param address from which the request came
     */
    record Pass(Ticket ticket, String token, String address) {}

    Pass check(@Nullable String authorization, Operation operation, ChunkId chunkId) {
        String token = BearerToken.in(authorization)
                .orElseThrow(
                        () -> new DfsException(
                                ErrorCode.TOKEN_REQUIRED,
                                "the request has no ticket: send 'Authorization: Bearer …' with one from the metadata service"));
        Ticket ticket = verify(token);
        TicketHolder.remember(ticket);
        TicketRules.check(ticket, operation, chunkId, identity.clusterId(), identity.id());
        return new Pass(ticket, token, current.getRemoteAddr());
    }

    private Ticket verify(String token) {
        try {
            return signer.verifyTicket(token);
        } catch (DfsException e) {
            throw e.code() == ErrorCode.TICKET_INVALID
                    ? attempts.count(InetAddress.ofLiteral(current.getRemoteAddr()), e)
                    : e;
        }
    }
}
