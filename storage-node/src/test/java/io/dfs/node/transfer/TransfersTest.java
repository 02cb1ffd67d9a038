package io.dfs.node.transfer;

import static io.dfs.node.chunk.TestChunks.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.Operation;
import io.dfs.common.token.Ticket;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TransfersTest {

    private final Transfers transfers = new Transfers(
            new TransferSlots("transfers", 2), new TransferSlots("copies", 1), new TransferSlots("relays", 1));

    private static TicketGate.Pass pass(Operation operation) {
        NodeAddress node = new NodeAddress(NodeId.random(), "n1", "z", "http://n1");
        return new TicketGate.Pass(
                new Ticket(
                        ClusterId.random(),
                        operation,
                        ChunkId.random(),
                        1,
                        List.of(node),
                        operation == Operation.COPY ? node : null,
                        Instant.EPOCH,
                        null),
                "token",
                "192.0.2.1");
    }

    @Test
    @DisplayName("I-9 copies between nodes and transfers of clients do not take each other's room")
    void copiesAndClientsDoNotTakeEachOthersRoom() {
        transfers.take(pass(Operation.COPY));
        assertRefused(ErrorCode.NODE_BUSY, () -> transfers.take(pass(Operation.COPY)));

        transfers.take(pass(Operation.READ));
        transfers.take(pass(Operation.WRITE));

        assertRefused(ErrorCode.NODE_BUSY, () -> transfers.take(pass(Operation.READ)));
        assertThat(transfers.taken()).isEqualTo(3);
    }
}
