package io.dfs.node.transfer;

import static io.dfs.node.chunk.TestChunks.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.error.ErrorCode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TransferSlotsTest {

    @Test
    @DisplayName("I-9 sends away who comes when all slots are taken, and takes the next when one is free")
    void sendsAwayWhoComesWhenAllSlotsAreTaken() {
        TransferSlots slots = new TransferSlots("transfers", 2);
        TransferSlots.Slot first = slots.take();
        try (TransferSlots.Slot _ = slots.take()) {
            assertThat(slots.taken()).isEqualTo(2);
            assertRefused(ErrorCode.NODE_BUSY, slots::take);

            first.close();

            slots.take().close();
        }
        assertThat(slots.taken()).isZero();
    }

    @Test
    @DisplayName("I-9 one address and one principal leave slots to others")
    void oneCallerLeavesSlotsToOthers() {
        TransferSlots slots = new TransferSlots("transfers", 4, 3);
        List<TransferSlots.Slot> greedy =
                Stream.generate(() -> slots.take("192.0.2.1", "alice")).limit(3).toList();

        assertRefused(ErrorCode.NODE_BUSY, () -> slots.take("192.0.2.1", "bob"));
        assertRefused(ErrorCode.NODE_BUSY, () -> slots.take("192.0.2.2", "alice"));
        try (TransferSlots.Slot _ = slots.take("192.0.2.2", "bob")) {
            assertRefused(ErrorCode.NODE_BUSY, () -> slots.take("192.0.2.3", "carol"));
        }

        greedy.getFirst().close();
        try (TransferSlots.Slot _ = slots.take("192.0.2.1", "alice")) {
            assertThat(slots.taken()).isEqualTo(3);
        }
    }

    @Test
    void slowTransfersOfACallerAtItsShareAreToGo() {
        TransferSlots slots = new TransferSlots("transfers", 64, 48);
        for (int i = 0; i < 42; i++) {
            slots.take("192.0.2.1", "alice");
        }

        assertThat(slots.excess()).isEqualTo(18);
    }
}
