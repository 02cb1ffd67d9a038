package io.dfs.controller.repair;

/**
 * What one round did.
 *
 * @param examinedChunks compared with their replication factor
 * @param underReplicatedChunks of those, found short
 * @param copied replicas made
 * @param failed copies that did not succeed and will be tried again
 */
record RepairRound(int examinedChunks, int underReplicatedChunks, int copied, int failed) {

    boolean didNothing() {
        return underReplicatedChunks == 0 && copied == 0 && failed == 0;
    }
}
