package io.dfs.cli.upload;

import io.dfs.cli.progress.Tally;
import io.dfs.cli.session.TransferSettings;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeReceipt;
import io.dfs.common.api.WriteResult;
import io.dfs.common.api.WriteTicket;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.http.Fanout;
import io.dfs.common.http.LagRule;
import io.dfs.common.http.StorageNodeClient;
import io.dfs.common.size.ByteSize;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Sends one chunk once: read once, to all the nodes at the same time, and compares what they say with what was sent. */
final class Transmitter {

    /** Blocks of 256 KiB that a fast node may be ahead of a slow one. */
    private static final int WINDOW_BLOCKS = 8;

    /** How many times as long again as the others a node may take. */
    private static final int LAG_FACTOR = 4;

    private final StorageNodeClient nodes;
    private final TransferSettings settings;
    private final boolean relay;
    private final LagRule lagRule;

    Transmitter(StorageNodeClient nodes, TransferSettings settings, boolean relay) {
        this.nodes = nodes;
        this.settings = settings;
        this.relay = relay;
        this.lagRule = new LagRule(settings.lagFloor(), LAG_FACTOR);
    }

    /**
     * @param crc32c of the bytes that were sent
     * @param tookNanos until the last durable replica was; of an earlier sending if there is none in this one
     */
    record Transmission(Crc32c crc32c, List<Delivery> deliveries, long tookNanos) {}

    /**
     * @param enough how many more replicas a commit needs
     * @param replaceable whether other nodes may take the chunk instead of slow ones
     * @param othersTookNanos what an earlier sending of the chunk took those that have it; 0 if no one has
     */
    record Need(int enough, boolean replaceable, long othersTookNanos) {}

    /** A request under way. Its thread is virtual, so that an interrupt frees it from a blocked socket. */
    private record Call(NodeAddress node, Fanout.Lane lane, FutureTask<WriteResult> answer) {}

    /**
     * @param targets some or all of the ticket's nodes
     * @param need how patient to be with slow nodes
     */
    Transmission transmit(WriteTicket ticket, List<NodeAddress> targets, ChunkSource source, Need need) {
        List<NodeAddress> called = relay ? targets.subList(0, 1) : targets;
        Duration holdUp = settings.lagFloor().dividedBy(3);
        Fanout fanout = new Fanout(called.size(), WINDOW_BLOCKS, settings.stallLimit(), source, holdUp);
        BlockingQueue<FutureTask<WriteResult>> ended = new LinkedBlockingQueue<>();
        List<Call> calls = new ArrayList<>();
        long began = System.nanoTime();
        for (int i = 0; i < called.size(); i++) {
            calls.add(start(called.get(i), ticket, source, fanout.lane(i), ended));
        }
        Answers answers = new Answers(calls, ended, began, ticket, source, need);
        try {
            CRC32C crc = new CRC32C();
            pump(fanout, source, (bytes, length) -> {
                crc.update(bytes, 0, length);
                answers.watch();
            });
            return answers.await(Crc32c.of(crc));
        } finally {
            calls.forEach(call -> call.answer().cancel(true));
        }
    }

    private Call start(
            NodeAddress node,
            WriteTicket ticket,
            ChunkSource source,
            Fanout.Lane lane,
            BlockingQueue<FutureTask<WriteResult>> ended) {
        FutureTask<WriteResult> answer = new Answer(ended, () -> {
            try {
                return nodes.write(
                        node,
                        ticket.chunkId(),
                        ticket.token(),
                        source.lengthBytes(),
                        lane::writeTo,
                        relay,
                        source.origin());
            } finally {
                lane.giveUp("the node has answered");
            }
        });
        Thread.ofVirtual().start(answer);
        return new Call(node, lane, answer);
    }

    /** Tells when it is there. */
    private static final class Answer extends FutureTask<WriteResult> {

        private final BlockingQueue<FutureTask<WriteResult>> ended;

        Answer(BlockingQueue<FutureTask<WriteResult>> ended, Callable<WriteResult> call) {
            super(call);
            this.ended = ended;
        }

        @Override
        protected void done() {
            ended.add(this);
        }
    }

    private static void pump(Fanout fanout, ChunkSource source, Fanout.Observer observer) {
        try (InputStream in = source.open()) {
            fanout.pump(in, source.lengthBytes(), observer);
        } catch (EOFException _) {
            throw source.endedEarly();
        } catch (InterruptedIOException e) {
            Thread.currentThread().interrupt();
            throw new DfsException(ErrorCode.UNAVAILABLE, "interrupted", e);
        } catch (IOException _) {
            // Every receiver has stalled; each says so itself. Reading fails with another exception.
        }
    }

    /** The answers of one chunk's nodes, as they come. A node that is far slower than the others is not waited for. */
    private final class Answers {

        private final List<Call> waiting;
        private final BlockingQueue<FutureTask<WriteResult>> ended;
        private final long beganNanos;
        private final WriteTicket ticket;
        private final ChunkSource source;
        private final Need need;
        private final List<Delivery> deliveries = new ArrayList<>();
        private final Map<Call, Long> sentBytes = new HashMap<>();
        private long progressNanos = System.nanoTime();
        private long othersTookNanos;

        Answers(
                List<Call> calls,
                BlockingQueue<FutureTask<WriteResult>> ended,
                long beganNanos,
                WriteTicket ticket,
                ChunkSource source,
                Need need) {
            this.waiting = new ArrayList<>(calls);
            this.ended = ended;
            this.beganNanos = beganNanos;
            this.ticket = ticket;
            this.source = source;
            this.need = need;
            this.othersTookNanos = need.othersTookNanos();
        }

        /**
         * While bytes are still handed out: if nodes of an earlier sending have the chunk, there may be no faster lane now from which the
         * slow ones part.
         */
        void watch() {
            long elapsed = System.nanoTime() - beganNanos;
            if (!lagRule.leavesBehind(elapsed, need.othersTookNanos(), 0, need.enough(), need.replaceable())) {
                return;
            }
            for (Call call : List.copyOf(waiting)) {
                if (!call.answer().isDone()) {
                    waiting.remove(call);
                    deliveries.add(tooSlow(call, System.nanoTime()));
                    call.lane().giveUp("it is far slower than others");
                }
            }
        }

        /** @param sent checksum of the bytes that were sent */
        Transmission await(Crc32c sent) {
            Duration silence =
                    settings.stallLimit().plus(settings.responseTimeout()).multipliedBy(2);
            while (!waiting.isEmpty()) {
                awaitChange();
                takeAnswers(sent);
                long now = System.nanoTime();
                if (lagRule.leavesBehind(
                        now - beganNanos, othersTookNanos, durable(), need.enough(), need.replaceable())) {
                    giveUpAll(call -> tooSlow(call, now));
                } else if (now - progressNanos > silence.toNanos()) {
                    giveUpAll(call -> new Delivery.Failed(
                            call.node().id(),
                            ErrorCode.UNAVAILABLE,
                            "node %s does not answer".formatted(call.node().name())));
                }
            }
            return new Transmission(sent, deliveries, othersTookNanos);
        }

        /** Until a node answers, or for a moment. */
        private void awaitChange() {
            try {
                var _ = ended.poll(settings.lagFloor().toNanos() / 8, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DfsException(ErrorCode.UNAVAILABLE, "interrupted", e);
            }
        }

        private Delivery tooSlow(Call call, long now) {
            return new Delivery.TooSlow(call.node(), lag(now), rate(now - beganNanos), rate(othersTookNanos));
        }

        private void takeAnswers(Crc32c sent) {
            for (Call call : List.copyOf(waiting)) {
                Long before = sentBytes.put(call, call.lane().sentBytes());
                boolean progress = before == null || before != call.lane().sentBytes();
                progressNanos = progress ? System.nanoTime() : progressNanos;
                if (call.answer().isDone()) {
                    waiting.remove(call);
                    List<Delivery> answered = deliveries(call, ticket, source.lengthBytes(), sent);
                    deliveries.addAll(answered);
                    // A refusal comes at once, and tells nothing of how long storing takes.
                    boolean stored = answered.stream().anyMatch(Delivery.Received.class::isInstance);
                    othersTookNanos = stored ? System.nanoTime() - beganNanos : othersTookNanos;
                }
            }
        }

        private int durable() {
            return Math.toIntExact(deliveries.stream()
                    .filter(Delivery.Received.class::isInstance)
                    .count());
        }

        private void giveUpAll(Function<Call, Delivery> outcome) {
            waiting.forEach(call -> deliveries.add(outcome.apply(call)));
            waiting.clear();
        }

        /** Bytes per second, at most. */
        private double rate(long nanos) {
            return source.lengthBytes() * 1e9 / Math.max(1, nanos);
        }

        private String lag(long now) {
            return "after %s it had not stored a chunk of %s that others had in %s"
                    .formatted(
                            Tally.duration(Duration.ofNanos(now - beganNanos)),
                            ByteSize.format(source.lengthBytes()),
                            Tally.duration(Duration.ofNanos(othersTookNanos)));
        }
    }

    private static List<Delivery> deliveries(Call call, WriteTicket ticket, long lengthBytes, Crc32c sent) {
        try {
            WriteResult result = call.answer().resultNow();
            Stream<Delivery> received =
                    result.receipts().stream().map(receipt -> check(receipt, ticket, lengthBytes, sent));
            Stream<Delivery> failed = result.failures().stream()
                    .map(failure -> new Delivery.Failed(failure.nodeId(), failure.code(), failure.detail()));
            return Stream.concat(received, failed).toList();
        } catch (IllegalStateException _) {
            return List.of(failure(call.node(), call.answer().exceptionNow()));
        }
    }

    private static Delivery failure(NodeAddress node, Throwable failure) {
        return switch (failure) {
            case DfsException e -> new Delivery.Failed(node.id(), e.code(), String.valueOf(e.getMessage()));
            case RuntimeException e -> throw e;
            default -> throw new IllegalStateException("sending to node " + node.name() + " failed", failure);
        };
    }

    private static Delivery check(NodeReceipt receipt, WriteTicket ticket, long lengthBytes, Crc32c sent) {
        boolean right = receipt.chunkId().equals(ticket.chunkId())
                && receipt.lengthBytes() == lengthBytes
                && receipt.crc32c().equals(sent);
        return right
                ? new Delivery.Received(receipt)
                : new Delivery.Failed(
                        receipt.nodeId(),
                        ErrorCode.CHECKSUM_MISMATCH,
                        "a node stored %d bytes with checksum %s; %d with %s were sent"
                                .formatted(receipt.lengthBytes(), receipt.crc32c(), lengthBytes, sent));
    }
}
