package io.dfs.common.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Hands bytes that are read once to several senders ("lanes"), each at its own pace within a window of blocks.
 *
 * <pre>
 *   source ── one thread ──► [block][block]…  ──► lane 0 ── its thread ──► node A
 *                             a fixed pool    └──► lane 1 ── its thread ──► node B
 * </pre>
 *
 * Memory is {@code windowBlocks} times {@link HttpClients#BUFFER_SIZE_BYTES}. The slowest lane sets the pace; a lane that
 * takes nothing for the stall limit is given up, so that one hanging node does not hold the others. If the source can be read
 * again, a lane that holds up the others for a while reads it for itself from there on, at its own pace and with one buffer more.
 * If it can't, a lane that holds them up for most of the time is given up.
 */
public final class Fanout {

    private static final Block END = new Block(0);

    private static final int FACTOR = 4;
    private static final int FOR_THE_ONLY_ONE = 5;

    /** Once patience is over, how often it is looked whether a lane holds up the others. */
    private static final long SHORTEST_POLL_NANOS = 10_000_000;

    private final List<Lane> lanes;
    private final BlockingQueue<Block> free;
    private final Duration stallLimit;
    private final @Nullable Patience patience;
    private long heldUpNanos;
    private long pumpedSinceNanos;
    private volatile long lengthBytes;

    /** Opens the source once more, from its first byte. */
    public interface Reopener {
        InputStream open() throws IOException;

        /** What it means that the source ended before its length: not the receiver's fault, as an {@link IOException} of the lane would be. */
        RuntimeException endedEarly();
    }

    /** @param source null if it can't be read again */
    private record Patience(@Nullable Reopener source, Duration limit) {}

    /** Without patience: only a lane that takes nothing is given up. */
    public Fanout(int laneCount, int windowBlocks, Duration stallLimit) {
        this(laneCount, windowBlocks, stallLimit, (Patience) null);
    }

    /**
     * @param patience how long a lane may hold up the others before it is given up, if it makes the whole take {@value
     *     #FACTOR} times as long as without it; a single lane is given {@value #FOR_THE_ONLY_ONE} times the patience
     */
    public Fanout(int laneCount, int windowBlocks, Duration stallLimit, Duration patience) {
        this(laneCount, windowBlocks, stallLimit, new Patience(null, patience));
    }

    /**
     * @param source for a lane that continues alone
     * @param patience how long a lane may hold up others that wait for bytes
     */
    public Fanout(int laneCount, int windowBlocks, Duration stallLimit, Reopener source, Duration patience) {
        this(laneCount, windowBlocks, stallLimit, new Patience(source, patience));
    }

    private Fanout(int laneCount, int windowBlocks, Duration stallLimit, @Nullable Patience patience) {
        if (laneCount < 0 || windowBlocks < 1) {
            throw new IllegalArgumentException(
                    "laneCount %d < 0 or windowBlocks %d < 1".formatted(laneCount, windowBlocks));
        }
        this.lanes = Stream.generate(Lane::new).limit(laneCount).toList();
        this.free = new ArrayBlockingQueue<>(windowBlocks);
        this.stallLimit = stallLimit;
        this.patience = patience;
        for (int i = 0; i < windowBlocks; i++) {
            free.add(new Block(HttpClients.BUFFER_SIZE_BYTES));
        }
    }

    public Lane lane(int index) {
        return lanes.get(index);
    }

    /** Whether anybody still takes bytes; an observer may stop the pump by an exception when no one does. */
    public boolean hasActiveLanes() {
        return lanes.stream().anyMatch(Lane::active);
    }

    /** Sees each block of bytes on its way, in order, in the reading thread. */
    @FunctionalInterface
    public interface Observer {
        void observe(byte[] bytes, int lengthBytes) throws IOException;
    }

    /**
     * Reads {@code lengthBytes} bytes and gives them to every lane. On return each has been handed to every lane that was
     * not given up and does not read for itself, though not yet sent. If reading fails, all lanes fail.
     */
    public void pump(InputStream source, long lengthBytes, Observer observer) throws IOException {
        this.lengthBytes = lengthBytes;
        pumpedSinceNanos = System.nanoTime();
        try {
            for (long rest = lengthBytes; rest > 0; ) {
                Block block = takeFree();
                int wanted = (int) Math.min(rest, block.bytes.length);
                int length = source.readNBytes(block.bytes, 0, wanted);
                if (length < wanted) {
                    throw new EOFException("the source ended %d bytes early".formatted(rest - length));
                }
                observer.observe(block.bytes, length);
                publish(block, length);
                rest -= length;
            }
            lanes.forEach(lane -> lane.queue.add(END));
        } catch (IOException | RuntimeException e) {
            lanes.forEach(lane -> lane.giveUp("the source failed: " + e.getMessage()));
            throw e;
        }
    }

    private Block takeFree() throws IOException {
        long began = System.nanoTime();
        try {
            while (true) {
                long pollBegan = System.nanoTime();
                Block block = free.poll(pollNanos(), TimeUnit.NANOSECONDS);
                heldUpNanos += System.nanoTime() - pollBegan;
                if (block != null) {
                    return block;
                }
                if (patience != null && heldUpNanos >= patience.limit().toNanos()) {
                    hurry(patience);
                }
                if (System.nanoTime() - began >= stallLimit.toNanos()) {
                    giveUpSlowest();
                    began = System.nanoTime();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("interrupted while waiting for a slow receiver");
        }
    }

    private long pollNanos() {
        return patience == null
                ? stallLimit.toNanos()
                : Math.clamp(patience.limit().toNanos() - heldUpNanos, SHORTEST_POLL_NANOS, stallLimit.toNanos());
    }

    private void hurry(Patience over) {
        if (over.source() != null) {
            heldUpNanos = 0;
            slowest().ifPresent(Lane::detach);
            return;
        }
        long elapsed = System.nanoTime() - pumpedSinceNanos;
        boolean most = heldUpNanos * FACTOR >= elapsed * (FACTOR - 1);
        boolean longForTheOnlyOne =
                heldUpNanos >= FOR_THE_ONLY_ONE * over.limit().toNanos();
        if (most && (lanes.size() > 1 || longForTheOnlyOne)) {
            slowest().ifPresent(lane -> {
                lane.giveUp("took bytes far more slowly than the others");
                heldUpNanos = 0;
                pumpedSinceNanos = System.nanoTime();
            });
        }
    }

    /** Unless all are busy: then it is the source, or the link that they share, that sets the pace. */
    private Optional<Lane> slowest() {
        return lanes.stream()
                .filter(lane -> lane.active() && lane.backlog() > 0)
                .max(Comparator.comparingInt(Lane::backlog))
                .filter(slowest -> lanes.size() == 1
                        || lanes.stream().anyMatch(lane -> lane != slowest && lane.active() && lane.waitsForBytes()));
    }

    private void giveUpSlowest() throws IOException {
        lanes.stream()
                .filter(Lane::active)
                .max(Comparator.comparingInt(Lane::backlog))
                .orElseThrow(() -> new IOException("every receiver has stalled"))
                .giveUp("took no byte for %d s".formatted(stallLimit.toSeconds()));
    }

    private void publish(Block block, int length) {
        block.length = length;
        // One reference more than lanes, so that the block is not recycled while it is still being handed out.
        block.readers.set(lanes.size() + 1);
        lanes.forEach(lane -> lane.offer(block));
        release(block);
    }

    private void release(Block block) {
        if (block != END && block.readers.decrementAndGet() == 0) {
            free.add(block);
        }
    }

    private static final class Block {
        final byte[] bytes;
        final AtomicInteger readers = new AtomicInteger();
        int length;

        Block(int size) {
            bytes = new byte[size];
        }
    }

    /** One receiver's view of the bytes. Its thread must be a virtual one: giving up interrupts it out of a blocked send. */
    public final class Lane {

        private final BlockingQueue<Block> queue = new LinkedBlockingQueue<>(); // bounded by the pool of blocks
        private @Nullable String givenUp;
        private @Nullable Thread sender;
        private volatile boolean alone;
        private volatile boolean idle = true;
        private final AtomicLong sentBytes = new AtomicLong();

        private Lane() {}

        /**
         * Sends all the bytes to {@code out}.
         *
         * @throws IOException if sending fails, the source fails, or the lane is given up
         */
        public void writeTo(OutputStream out) throws IOException {
            enter();
            try {
                for (Block block = take(); block != END; block = take()) {
                    send(block, out);
                }
                if (alone) {
                    sendRest(out);
                }
                out.flush();
            } catch (InterruptedException _) {
                throw new java.io.InterruptedIOException("interrupted");
            } finally {
                leave();
            }
        }

        private void send(Block block, OutputStream out) throws IOException {
            try {
                if (!alone) {
                    out.write(block.bytes, 0, block.length);
                    sentBytes.addAndGet(block.length);
                }
            } finally {
                release(block);
            }
        }

        private Block take() throws InterruptedException {
            idle = true;
            Block block = queue.take();
            idle = false;
            return block;
        }

        /** Reads the source for itself from here on. */
        private void sendRest(OutputStream out) throws IOException {
            byte[] buffer = new byte[HttpClients.BUFFER_SIZE_BYTES];
            Reopener source =
                    Objects.requireNonNull(Objects.requireNonNull(patience).source());
            try (InputStream in = source.open()) {
                skip(in, source);
                for (long rest = lengthBytes - sentBytes.get(); rest > 0; rest = lengthBytes - sentBytes.get()) {
                    int length = in.readNBytes(buffer, 0, (int) Math.min(buffer.length, rest));
                    if (length == 0) {
                        throw source.endedEarly();
                    }
                    out.write(buffer, 0, length);
                    sentBytes.addAndGet(length);
                }
            }
        }

        private void skip(InputStream in, Reopener source) throws IOException {
            try {
                in.skipNBytes(sentBytes.get());
            } catch (EOFException _) {
                throw source.endedEarly();
            }
        }

        /** How many bytes the connection has taken; some of them may still wait in this machine. */
        public long sentBytes() {
            return sentBytes.get();
        }

        private void detach() {
            alone = true;
            discardQueue();
            queue.add(END);
        }

        /** Takes no more bytes: the others go on without this lane. Harmless when the lane is done. */
        public void giveUp(String reason) {
            synchronized (this) {
                if (givenUp != null) {
                    return;
                }
                givenUp = reason;
                if (sender != null) {
                    sender.interrupt();
                }
            }
            discardQueue();
        }

        private synchronized void enter() throws IOException {
            if (givenUp != null) {
                throw new IOException(givenUp);
            }
            sender = Thread.currentThread();
        }

        private void leave() throws IOException {
            String reason;
            synchronized (this) {
                sender = null;
                reason = givenUp;
                if (reason == null) {
                    givenUp = "done";
                } else {
                    Thread.interrupted(); // the interrupt was giveUp's and has done its work
                }
            }
            discardQueue();
            if (reason != null) {
                throw new IOException(reason);
            }
        }

        private void offer(Block block) {
            synchronized (this) {
                if (givenUp == null && !alone) {
                    queue.add(block);
                    return;
                }
            }
            release(block);
        }

        private void discardQueue() {
            for (Block block = queue.poll(); block != null; block = queue.poll()) {
                release(block);
            }
        }

        private synchronized boolean active() {
            return givenUp == null && !alone;
        }

        /** Not while it is connecting, and not for the instant in which it takes the next block. */
        private synchronized boolean waitsForBytes() {
            return idle && sender != null && queue.isEmpty();
        }

        private int backlog() {
            return queue.size();
        }
    }
}
