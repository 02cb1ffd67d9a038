package io.dfs.controller.reclaim;

import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.ReclaimRound;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Has due data taken one step further out. What is due, and every proof, is the metadata service's; this loop sets the pace. */
@Component
class ReclaimLoop {

    /** Requests per round at most; each is bounded by the service. */
    static final int MOST_STEPS = 50;

    private final MetadataApi metadata;

    ReclaimLoop(MetadataApi metadata) {
        this.metadata = metadata;
    }

    /** One round: on as long as there is more to do, up to the round's limit. The sum of what was done. */
    ReclaimRound runOnce() {
        ReclaimRound sum = metadata.reclaim();
        for (int steps = 1;
                sum.more() && steps < MOST_STEPS && !Thread.currentThread().isInterrupted();
                steps++) {
            sum = add(sum, metadata.reclaim());
        }
        return sum;
    }

    private static ReclaimRound add(ReclaimRound sum, ReclaimRound step) {
        List<String> drained = new ArrayList<>(sum.drainedNodes());
        drained.addAll(step.drainedNodes());
        return new ReclaimRound(
                sum.purgedEntries() + step.purgedEntries(),
                sum.unreferencedChunks() + step.unreferencedChunks(),
                sum.requestedRemovals() + step.requestedRemovals(),
                sum.requestedUnlinks() + step.requestedUnlinks(),
                drained,
                step.more());
    }

    static boolean didSomething(ReclaimRound round) {
        return round.purgedEntries() > 0
                || round.unreferencedChunks() > 0
                || round.requestedRemovals() > 0
                || round.requestedUnlinks() > 0
                || !round.drainedNodes().isEmpty();
    }
}
