package io.dfs.node.removal;

import io.dfs.node.chunk.ChunkStore;
import io.dfs.node.rounds.HoldOff;
import io.dfs.node.rounds.RoundLoop;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RemovalConfiguration {

    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(30);

    /** Work is looked for this often; an order waits no longer for its turn. */
    private static final Duration IDLE = Duration.ofMillis(100);

    @Bean
    RemovalExecutor removalExecutor(ChunkStore store, Clock clock) {
        return new RemovalExecutor(
                store,
                new HoldOff<>(AFTER_A_FAILURE, RemovalExecutor.LIMIT, System::nanoTime),
                System::nanoTime,
                clock);
    }

    @Bean
    RoundLoop removalLoop(RemovalExecutor executor) {
        return new RoundLoop("removals", () -> executor.runOnce().isPresent() ? Duration.ZERO : IDLE);
    }
}
