package io.dfs.node.transfer;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeFailure;
import io.dfs.common.api.NodeReceipt;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.Fanout;
import io.dfs.common.http.RequestIds;
import io.dfs.common.http.StorageNodeClient;
import io.dfs.node.chunk.NewChunk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Passes the bytes of a chunk on to other nodes while this one writes them. No target's failure stops the others. */
final class Relay {

    /** Blocks of {@link io.dfs.common.http.HttpClients#BUFFER_SIZE_BYTES} under way per relayed chunk: 2 MiB. */
    private static final int WINDOW_BLOCKS = 8;

    private final StorageNodeClient nodes;
    private final TransferSlots slots;
    private final Duration stallLimit;
    private final Duration answerLimit;

    /**
     * @param stallLimit how long a target may take no byte
     * @param answerLimit how long a target may take to answer after its last byte
     */
    Relay(StorageNodeClient nodes, TransferSlots slots, Duration stallLimit, Duration answerLimit) {
        this.nodes = nodes;
        this.slots = slots;
        this.stallLimit = stallLimit;
        this.answerLimit = answerLimit;
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
        private final List<NodeAddress> targets;
        private final List<Future<Outcome>> outcomes = new ArrayList<>();

        private Run(List<NodeAddress> targets, NewChunk chunk, String token) {
            this.targets = targets;
            this.fanout = new Fanout(targets.size(), WINDOW_BLOCKS, stallLimit);
            for (int i = 0; i < targets.size(); i++) {
                NodeAddress target = targets.get(i);
                Fanout.Lane lane = fanout.lane(i);
                outcomes.add(threads.submit(RequestIds.carried(() -> send(target, lane, chunk, token))));
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

        /** After the last byte is handed out. Waits for every target's answer, within the limit. */
        List<Outcome> await() {
            long deadline = System.nanoTime() + answerLimit.toNanos();
            List<Outcome> all = new ArrayList<>();
            for (int i = 0; i < targets.size(); i++) {
                all.add(await(targets.get(i), outcomes.get(i), deadline - System.nanoTime()));
            }
            return all;
        }

        private static Outcome await(NodeAddress target, Future<Outcome> outcome, long remainingNanos) {
            try {
                return outcome.get(Math.max(0, remainingNanos), TimeUnit.NANOSECONDS);
            } catch (TimeoutException _) {
                return failed(target, ErrorCode.UNAVAILABLE, "the node did not answer in time");
            } catch (ExecutionException e) {
                return failed(target, ErrorCode.INTERNAL, "sending failed: " + e.getCause());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return failed(target, ErrorCode.UNAVAILABLE, "interrupted while waiting for the node's answer");
            }
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
