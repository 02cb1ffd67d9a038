package io.dfs.node.removal;

import io.dfs.node.chunk.ChunkStore;
import io.dfs.node.rounds.HoldOff;
import java.time.Clock;
import java.time.Duration;

/** Removals for tests of what gives the orders. */
public final class TestRemovals {

    private TestRemovals() {}

    public static RemovalExecutor executor(ChunkStore store) {
        return new RemovalExecutor(
                store, new HoldOff<>(Duration.ofHours(1), 100, System::nanoTime), System::nanoTime, Clock.systemUTC());
    }

    /** Carries out all orders; returns how many. */
    public static int run(RemovalExecutor executor) {
        int done = 0;
        while (executor.runOnce().isPresent()) {
            done++;
        }
        return done;
    }
}
