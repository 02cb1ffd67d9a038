package io.dfs.controller.balance;

import io.dfs.common.api.BalanceRound;
import io.dfs.common.api.MetadataApi;
import org.springframework.stereotype.Component;

/** Has moves planned. The moves themselves are work items, made by repair when nothing more urgent is due. */
@Component
class BalanceLoop {

    private final MetadataApi metadata;

    BalanceLoop(MetadataApi metadata) {
        this.metadata = metadata;
    }

    /** One round: as many moves as the metadata service lets be under way. */
    BalanceRound runOnce() {
        return metadata.balance();
    }

    static boolean didSomething(BalanceRound round) {
        return round.plannedMoves() > 0;
    }
}
