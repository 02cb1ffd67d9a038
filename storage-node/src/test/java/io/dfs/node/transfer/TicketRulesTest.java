package io.dfs.node.transfer;

import static io.dfs.node.chunk.TestChunks.assertRefused;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.Operation;
import io.dfs.common.token.Ticket;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicketRulesTest {

    private static final ClusterId CLUSTER = ClusterId.random();
    private static final ChunkId CHUNK = ChunkId.random();
    private static final NodeAddress NAMED = new NodeAddress(NodeId.random(), "named", "z", "http://named");
    private static final NodeAddress SOURCE = new NodeAddress(NodeId.random(), "source", "z", "http://source");

    @ParameterizedTest(name = "a {0} ticket, a {1} at the node that is {2}: {3}")
    @CsvSource({
        "READ, READ, named, true",
        "READ, WRITE, named, false",
        "READ, COPY, named, false",
        "READ, READ, other, false",
        "WRITE, WRITE, named, true",
        "WRITE, READ, named, false",
        "WRITE, COPY, named, false",
        "WRITE, WRITE, other, false",
        "COPY, COPY, named, true",
        "COPY, WRITE, named, false",
        "COPY, READ, named, false",
        "COPY, READ, source, true",
        "COPY, COPY, source, false",
        "COPY, WRITE, source, false",
        "COPY, READ, other, false"
    })
    void permitsWhatTheTicketIsFor(Operation ticketFor, Operation request, String node, boolean permitted) {
        Ticket ticket = new Ticket(
                CLUSTER,
                ticketFor,
                CHUNK,
                100,
                List.of(NAMED),
                ticketFor == Operation.COPY ? SOURCE : null,
                Instant.now(),
                null);
        NodeId here = switch (node) {
            case "named" -> NAMED.id();
            case "source" -> SOURCE.id();
            default -> NodeId.random();
        };

        if (permitted) {
            assertThatNoException().isThrownBy(() -> TicketRules.check(ticket, request, CHUNK, CLUSTER, here));
        } else {
            assertRefused(ErrorCode.TICKET_INVALID, () -> TicketRules.check(ticket, request, CHUNK, CLUSTER, here));
        }
    }
}
