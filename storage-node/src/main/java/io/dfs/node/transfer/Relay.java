package io.dfs.node.transfer;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeFailure;
import io.dfs.common.api.NodeReceipt;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.Fanout;
import io.dfs.common.http.LagRule;
import io.dfs.common.http.RequestIds;
import io.dfs.common.http.StorageNodeClient;
import io.dfs.node.chunk.NewChunk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Passes the bytes of a chunk on to other nodes while this one writes them. No target's failure stops the others, and one that is
 * far slower than the others is not waited for: the client finds another.
 */
final class Relay {

    /** Blocks of {@link io.dfs.common.http.HttpClients#BUFFER_SIZE_BYTES} under way per relayed chunk: 2 MiB. */
    private static final int WINDOW_BLOCKS = 8;

    private final StorageNodeClient nodes;
    private final TransferSlots slots;
    private final Duration stallLimit;
    private final Duration answerLimit;
    private final LagRule lagRule;

    /** Replicas that a commit needs, unless fewer are wanted. */
    private static final int ENOUGH = 2;

    /**
     * @param stallLimit how long a target may take no byte
     * @param answerLimit how long a target may take to answer after its last byte
     * @param lagRule when a target is too slow
     */
    Relay(StorageNodeClient nodes, TransferSlots slots, Duration stallLimit, Duration answerLimit, LagRule lagRule) {
        this.nodes = nodes;
        this.slots = slots;
        this.stallLimit = stallLimit;
        this.answerLimit = answerLimit;
        this.lagRule = lagRule;
    }

    TransferSlots slots() {
        return slots;
    }

    /** What became of the chunk at one target. */
    sealed interface Outcome {
        record Stored(List<NodeReceipt> receipts) implements Outcome {}

        record Failed(NodeFailure failure) implements Outcome {}
    }

    Run start(List<NodeAddress> targets, NewChunk chunk, String token) {
        return new Run(targets, chunk, token);
    }

    /** One chunk on its way to the targets. Closing it stops whatever still runs. */
    final class Run implements AutoCloseable {

        private final Fanout fanout;
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final CompletionService<Outcome> answers = new ExecutorCompletionService<>(threads);
        private final List<NodeAddress> targets;
        private final List<Future<Outcome>> outcomes = new ArrayList<>();
        private final Set<Integer> waiting = new LinkedHashSet<>(); // by the places in these lists
        private final long beganNanos = System.nanoTime();

        private Run(List<NodeAddress> targets, NewChunk chunk, String token) {
            this.targets = targets;
            this.fanout = new Fanout(targets.size(), WINDOW_BLOCKS, stallLimit, lagRule.floor());
            for (int i = 0; i < targets.size(); i++) {
                NodeAddress target = targets.get(i);
                Fanout.Lane lane = fanout.lane(i);
                outcomes.add(answers.submit(RequestIds.carried(() -> send(target, lane, chunk, token))));
                waiting.add(i);
            }
        }

        Fanout fanout() {
            return fanout;
        }

        private Outcome send(NodeAddress target, Fanout.Lane lane, NewChunk chunk, String token) {
            try {
                return new Outcome.Stored(nodes.write(
                                target,
                                chunk.chunkId(),
                                token,
                                chunk.lengthBytes(),
                                lane::writeTo,
                                false,
                                chunk.origin().isEmpty() ? null : chunk.origin())
                        .receipts());
            } catch (DfsException e) {
                return failed(target, e.code(), String.valueOf(e.getMessage()));
            } finally {
                lane.giveUp("the node answered before the last byte"); // or the pump waits for a lane that takes none
            }
        }

        /** When the chunk is durable here. Waits for every target's answer that comes in time; in the order of the targets. */
        List<Outcome> await() {
            long deadline = System.nanoTime() + answerLimit.toNanos();
            long othersTookNanos = System.nanoTime() - beganNanos;
            NavigableMap<Integer, Outcome> all = new TreeMap<>();
            while (!waiting.isEmpty()) {
                awaitChange();
                if (takeAnswers(all)) {
                    othersTookNanos = System.nanoTime() - beganNanos;
                }
                if (System.nanoTime() > deadline) {
                    giveUp(all, "the node did not answer in time");
                } else if (isLate(othersTookNanos, all)) {
                    giveUp(
                            all,
                            "the node is slow: others had the chunk in %d ms"
                                    .formatted(Duration.ofNanos(othersTookNanos).toMillis()));
                }
            }
            return List.copyOf(all.values());
        }

        /** Whether one more has stored the chunk. */
        private boolean takeAnswers(Map<Integer, Outcome> all) {
            boolean stored = false;
            for (int i : List.copyOf(waiting)) {
                if (outcomes.get(i).isDone()) {
                    waiting.remove(i);
                    Outcome outcome = outcome(outcomes.get(i), targets.get(i));
                    all.put(i, outcome);
                    stored |= outcome instanceof Outcome.Stored;
                }
            }
            return stored;
        }

        private boolean isLate(long othersTookNanos, Map<Integer, Outcome> all) {
            long stored = all.values().stream()
                    .filter(Outcome.Stored.class::isInstance)
                    .count();
            return lagRule.leavesBehind(
                    System.nanoTime() - beganNanos, othersTookNanos, 1 + (int) stored, ENOUGH, true);
        }

        /** Until a target answers, or for a moment. */
        private void awaitChange() {
            try {
                var _ = answers.poll(lagRule.floor().toNanos() / 8, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DfsException(ErrorCode.UNAVAILABLE, "interrupted while waiting for other nodes", e);
            }
        }

        private void giveUp(Map<Integer, Outcome> all, String detail) {
            waiting.forEach(i -> all.put(i, failed(targets.get(i), ErrorCode.UNAVAILABLE, detail)));
            waiting.clear();
        }

        private static Outcome outcome(Future<Outcome> answer, NodeAddress target) {
            return answer.state() == Future.State.SUCCESS
                    ? answer.resultNow()
                    : failed(target, ErrorCode.INTERNAL, "sending failed: " + answer.exceptionNow());
        }

        private static Outcome failed(NodeAddress target, ErrorCode code, String detail) {
            return new Outcome.Failed(new NodeFailure(target.id(), code, detail));
        }

        @Override
        public void close() {
            for (int i = 0; i < targets.size(); i++) {
                fanout.lane(i).giveUp("the relay has ended");
            }
            threads.shutdownNow(); // interrupts those that still wait for an answer
        }
    }
}
