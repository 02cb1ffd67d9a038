package io.dfs.controller.repair;

import io.dfs.common.api.RepairClass;
import java.util.Map;

/**
 * What one round did.
 *
 * @param examinedChunks compared with what they should have
 * @param underReplicatedChunks of those, found short
 * @param misplacedChunks of those, with two replicas in one zone while another has room
 * @param trimmedReplicas beyond what their chunks should have, sent to quarantine
 * @param copied replicas made, by why they were
 * @param failed copies that did not succeed and will be tried again
 */
record RepairRound(
        int examinedChunks,
        int underReplicatedChunks,
        int misplacedChunks,
        int trimmedReplicas,
        Map<RepairClass, Integer> copied,
        int failed) {

    RepairRound {
        copied = Map.copyOf(copied);
    }

    /** Whether it changed anything, or found something to change. */
    boolean didSomething() {
        return underReplicatedChunks > 0
                || misplacedChunks > 0
                || trimmedReplicas > 0
                || !copied.isEmpty()
                || failed > 0;
    }
}
