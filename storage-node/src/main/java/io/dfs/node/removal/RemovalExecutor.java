package io.dfs.node.removal;

import io.dfs.common.api.RemovalCommand;
import io.dfs.common.api.RemovalResult;
import io.dfs.common.api.RemovalResult.Outcome;
import io.dfs.common.error.DfsException;
import io.dfs.node.chunk.ChunkStore;
import io.dfs.node.rounds.HoldOff;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the metadata service orders, one step at a time, and keeps the outcomes until they are told. Nothing of it
 * outlives the process: an order comes again until its outcome has been heard.
 */
public final class RemovalExecutor {

    private static final Logger LOG = LoggerFactory.getLogger(RemovalExecutor.class);

    /** Orders and untold outcomes together. What does not fit comes again with the next heartbeat. */
    static final int LIMIT = 1_000;

    /**
     * After this an order that still waits is dropped: its proof is old (I-4). The process may have been stopped in between, for
     * hours, also while the reply that brought the order was in its socket. If it still holds, the order comes again.
     */
    static final Duration ORDER_LIFETIME = Duration.ofMinutes(1);

    private static final int LONGEST_DETAIL = 900;

    private record Order(RemovalCommand command, OrderTime asked) {}

    private final ChunkStore store;
    private final HoldOff<RemovalCommand> failed;
    private final LongSupplier nanoTime;
    private final Clock clock;
    private final Map<UUID, Order> queue = new LinkedHashMap<>();
    private final Map<UUID, RemovalResult> untold = new LinkedHashMap<>();

    /** @param failed orders that could not be carried out a moment ago */
    RemovalExecutor(ChunkStore store, HoldOff<RemovalCommand> failed, LongSupplier nanoTime, Clock clock) {
        this.store = store;
        this.failed = failed;
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    public OrderTime now() {
        return new OrderTime(nanoTime.getAsLong(), clock.instant());
    }

    /**
     * Takes those that are new, as far as there is room; returns how many.
     *
     * @param asked before the orders were given
     */
    public synchronized int request(Collection<RemovalCommand> commands, OrderTime asked) {
        int taken = 0;
        for (RemovalCommand command : commands) {
            UUID removalId = command.removalId();
            if (queue.size() + untold.size() < LIMIT
                    && !queue.containsKey(removalId)
                    && !untold.containsKey(removalId)
                    && !failed.holds(command)) {
                queue.put(removalId, new Order(command, asked));
                taken++;
            }
        }
        return taken;
    }

    /** Carries out the next order; empty if there is none. */
    Optional<RemovalResult> runOnce() {
        Optional<RemovalCommand> next = peek();
        next.ifPresent(command -> {
            try {
                finish(command, execute(command));
            } finally {
                forget(command); // only now, so that it is not taken again while it is being carried out
            }
        });
        return next.flatMap(command -> outcomeOf(command.removalId()));
    }

    private RemovalResult execute(RemovalCommand command) {
        try {
            return switch (command.action()) {
                case QUARANTINE -> store.quarantine(command.chunkId(), command.removalId());
                case RESTORE -> store.restore(command.chunkId(), command.removalId());
                case UNLINK -> store.unlink(command.chunkId(), command.removalId());
            };
        } catch (DfsException e) {
            return new RemovalResult(
                    command.removalId(), command.chunkId(), Outcome.FAILED, 0, String.valueOf(e.getMessage()));
        }
    }

    private synchronized void finish(RemovalCommand command, RemovalResult result) {
        if (result.outcome() == Outcome.FAILED) {
            LOG.warn("{} of chunk {} failed: {}", command.action(), command.chunkId(), result.detail());
            failed.add(command);
        } else {
            LOG.info(
                    "chunk {}: {} ({}), removal {}, {} bytes",
                    command.chunkId(),
                    result.outcome(),
                    command.reason(),
                    command.removalId(),
                    result.fileBytes());
        }
        untold.put(result.removalId(), shortened(result));
    }

    private static RemovalResult shortened(RemovalResult result) {
        return result.detail().length() <= LONGEST_DETAIL
                ? result
                : new RemovalResult(
                        result.removalId(),
                        result.chunkId(),
                        result.outcome(),
                        result.fileBytes(),
                        result.detail().substring(0, LONGEST_DETAIL));
    }

    private synchronized Optional<RemovalCommand> peek() {
        OrderTime now = now();
        queue.values().removeIf(order -> order.asked().age(now).compareTo(ORDER_LIFETIME) > 0);
        return queue.values().stream().map(Order::command).findFirst();
    }

    private synchronized void forget(RemovalCommand command) {
        queue.remove(command.removalId());
    }

    private synchronized Optional<RemovalResult> outcomeOf(UUID removalId) {
        return Optional.ofNullable(untold.get(removalId));
    }

    /** The oldest outcomes; they stay until {@link #told}. */
    public synchronized List<RemovalResult> outcomes(int limit) {
        return untold.values().stream().limit(limit).toList();
    }

    public synchronized void told(List<RemovalResult> results) {
        results.forEach(result -> untold.remove(result.removalId(), result));
    }
}
