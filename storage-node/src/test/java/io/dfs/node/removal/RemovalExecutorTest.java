package io.dfs.node.removal;

import static io.dfs.node.chunk.TestChunks.bytes;
import static io.dfs.node.chunk.TestChunks.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.RemovalCommand;
import io.dfs.common.api.RemovalCommand.Action;
import io.dfs.common.api.RemovalResult;
import io.dfs.common.api.RemovalResult.Outcome;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.node.chunk.InMemoryChunkStore;
import io.dfs.node.chunk.RecordingWatcher;
import io.dfs.node.rounds.HoldOff;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RemovalExecutorTest {

    private final AtomicLong nanoTime = new AtomicLong();
    private final AtomicReference<Instant> wall = new AtomicReference<>(Instant.parse("2026-03-01T10:00:00Z"));
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return wall.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };
    private final InMemoryChunkStore store = new InMemoryChunkStore(1 << 20, Clock.systemUTC(), new RecordingWatcher());
    private final RemovalExecutor executor =
            new RemovalExecutor(store, new HoldOff<>(Duration.ofSeconds(30), 10, nanoTime::get), nanoTime::get, clock);
    private final ChunkId chunkId = ChunkId.random();
    private final UUID removalId = Ids.next();

    private RemovalCommand order(Action action) {
        return new RemovalCommand(removalId, chunkId, action, "for a test");
    }

    private int request(RemovalCommand command) {
        return executor.request(List.of(command), executor.now());
    }

    private Outcome carryOut(Action action) {
        assertThat(request(order(action))).isEqualTo(1);
        RemovalResult result = executor.runOnce().orElseThrow();
        executor.told(executor.outcomes(10));
        return result.outcome();
    }

    @Test
    void carriesOutEachStep() {
        write(store, chunkId, bytes(100, 1));

        assertThat(carryOut(Action.QUARANTINE)).isEqualTo(Outcome.QUARANTINED);
        assertThat(carryOut(Action.RESTORE)).isEqualTo(Outcome.RESTORED);
        assertThat(carryOut(Action.QUARANTINE)).isEqualTo(Outcome.QUARANTINED);
        assertThat(carryOut(Action.UNLINK)).isEqualTo(Outcome.UNLINKED);
        assertThat(carryOut(Action.UNLINK)).isEqualTo(Outcome.ABSENT);
        assertThat(executor.runOnce()).isEmpty();
    }

    @Test
    @DisplayName("I-4 an order that has waited too long is dropped, because its proof is old")
    void anOrderThatHasWaitedTooLongIsDropped() {
        write(store, chunkId, bytes(100, 1));
        request(order(Action.QUARANTINE));

        nanoTime.addAndGet(RemovalExecutor.ORDER_LIFETIME.toNanos() + 1);

        assertThat(executor.runOnce()).isEmpty();
        assertThat(store.open(chunkId).chunk().lengthBytes()).isEqualTo(100);
        assertThat(request(order(Action.QUARANTINE))).as("it may come again").isEqualTo(1);
    }

    @Test
    @DisplayName(
            "I-4 an order is as old as the request that it answers: the process may have been stopped before it read the reply")
    void anOrderIsAsOldAsTheRequestThatItAnswers() {
        write(store, chunkId, bytes(100, 1));
        OrderTime asked = executor.now();
        nanoTime.addAndGet(RemovalExecutor.ORDER_LIFETIME.toNanos() + 1); // stopped, while the reply is in the socket

        executor.request(List.of(order(Action.QUARANTINE)), asked);

        assertThat(executor.runOnce()).isEmpty();
        assertThat(store.open(chunkId).chunk().lengthBytes()).isEqualTo(100);
    }

    @Test
    @DisplayName("I-4 an order grows old while the machine sleeps, though one of its clocks stands still then")
    void anOrderGrowsOldWhileTheMachineSleeps() {
        write(store, chunkId, bytes(100, 1));
        request(order(Action.QUARANTINE));
        wall.set(wall.get().plus(RemovalExecutor.ORDER_LIFETIME).plusMillis(1));

        assertThat(executor.runOnce()).isEmpty();
    }

    @Test
    void doesNotTakeAgainWhatIsUntold() {
        write(store, chunkId, bytes(100, 1));
        request(order(Action.QUARANTINE));
        assertThat(request(order(Action.QUARANTINE))).isZero();
        executor.runOnce();

        assertThat(request(order(Action.QUARANTINE))).isZero();
        executor.told(executor.outcomes(10));
        assertThat(request(order(Action.QUARANTINE))).isEqualTo(1);
    }

    @Test
    void whatFailedIsNotTriedAgainAtOnce() {
        write(store, chunkId, bytes(100, 1));
        store.flipByte(chunkId, 5);
        carryOut(Action.QUARANTINE);

        assertThat(carryOut(Action.RESTORE)).isEqualTo(Outcome.FAILED);
        assertThat(request(order(Action.RESTORE))).isZero();
        assertThat(request(order(Action.UNLINK))).as("another step").isEqualTo(1);
        executor.runOnce();
        executor.told(executor.outcomes(10));

        nanoTime.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(request(order(Action.RESTORE))).isEqualTo(1);
    }

    @Test
    @DisplayName("I-9 orders and untold outcomes together have a limit")
    void ordersAndOutcomesHaveALimit() {
        List<RemovalCommand> many = Stream.generate(
                        () -> new RemovalCommand(Ids.next(), ChunkId.random(), Action.UNLINK, "for a test"))
                .limit(RemovalExecutor.LIMIT + 5)
                .toList();

        assertThat(executor.request(many, executor.now())).isEqualTo(RemovalExecutor.LIMIT);
        assertThat(TestRemovals.run(executor)).isEqualTo(RemovalExecutor.LIMIT);
        assertThat(executor.request(many.reversed(), executor.now())).isZero();
        executor.told(executor.outcomes(3));
        assertThat(executor.request(many.reversed(), executor.now())).isEqualTo(3);
    }
}
