package io.dfs.common.http;

import java.time.Duration;

/**
 * When a replica that is still on its way is left behind, because its node is far slower than those that have the chunk. Pure.
 *
 * @param floor the shortest time that a node may take longer than the others
 * @param factor how many times as long again as the others a node may take; one that is merely twice as slow is waited for
 */
public record LagRule(Duration floor, int factor) {

    /** While too few replicas are durable for a commit, so many times the patience: the node is still needed. */
    private static final int WHILE_NEEDED = 5;

    /**
     * @param elapsedNanos since the sending began
     * @param othersTookNanos from then until the last of the durable replicas was; of an earlier sending of the same chunk if none is
     *     durable in this one; 0 if no one has stored it yet, so that nothing tells what is slow
     * @param durable replicas of this sending
     * @param enough replicas of this sending for a commit; 0 or less if there are enough already
     * @param replaceable whether other nodes may take the chunk instead
     */
    public boolean leavesBehind(long elapsedNanos, long othersTookNanos, int durable, int enough, boolean replaceable) {
        if (othersTookNanos == 0 || (durable < enough && !replaceable)) {
            return false;
        }
        long patience = Math.max(floor.toNanos(), factor * othersTookNanos);
        return elapsedNanos - othersTookNanos > (durable >= enough ? patience : WHILE_NEEDED * patience);
    }
}
