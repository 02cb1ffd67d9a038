package io.dfs.node.transfer;

import static io.dfs.node.chunk.TestChunks.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.error.ErrorCode;
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
}
