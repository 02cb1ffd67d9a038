package io.dfs.common.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
 * takes nothing for the stall limit is given up, so that one hanging node does not hold the others.
 */
public final class Fanout {

    private static final Block END = new Block(0);

    private final List<Lane> lanes;
    private final BlockingQueue<Block> free;
    private final Duration stallLimit;

    public Fanout(int laneCount, int windowBlocks, Duration stallLimit) {
        if (laneCount < 0 || windowBlocks < 1) {
            throw new IllegalArgumentException(
                    "laneCount %d < 0 or windowBlocks %d < 1".formatted(laneCount, windowBlocks));
        }
        this.lanes = Stream.generate(Lane::new).limit(laneCount).toList();
        this.free = new ArrayBlockingQueue<>(windowBlocks);
        this.stallLimit = stallLimit;
        for (int i = 0; i < windowBlocks; i++) {
            free.add(new Block(HttpClients.BUFFER_SIZE_BYTES));
        }
    }

    public Lane lane(int index) {
        return lanes.get(index);
    }

    /** Whether anybody still takes bytes; an observer may stop the pump by an exception when nobody does. */
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
     * not given up, though not yet sent. If reading fails, all lanes fail.
     */
    public void pump(InputStream source, long lengthBytes, Observer observer) throws IOException {
        try {
            for (long rest = lengthBytes; rest > 0; ) {
                Block block = takeFree();
                int wanted = (int) Math.min(rest, block.bytes.length);
                int length = source.readNBytes(block.bytes, 0, wanted);
                if (length < wanted) {
                    throw new java.io.EOFException("the source ended %d bytes early".formatted(rest - length));
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
        try {
            while (true) {
                Block block = free.poll(stallLimit.toNanos(), TimeUnit.NANOSECONDS);
                if (block != null) {
                    return block;
                }
                lanes.stream()
                        .filter(Lane::active)
                        .max(Comparator.comparingInt(Lane::backlog))
                        .orElseThrow(() -> new IOException("every receiver has stalled"))
                        .giveUp("took no byte for %d s".formatted(stallLimit.toSeconds()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("interrupted while waiting for a slow receiver");
        }
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

        private Lane() {}

        /**
         * Sends all the bytes to {@code out}.
         *
         * @throws IOException if sending fails, the source fails, or the lane is given up
         */
        public void writeTo(OutputStream out) throws IOException {
            enter();
            try {
                for (Block block = queue.take(); block != END; block = queue.take()) {
                    try {
                        out.write(block.bytes, 0, block.length);
                    } finally {
                        release(block);
                    }
                }
                out.flush();
            } catch (InterruptedException _) {
                throw new java.io.InterruptedIOException("interrupted");
            } finally {
                leave();
            }
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
                if (givenUp == null) {
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
            return givenUp == null;
        }

        private int backlog() {
            return queue.size();
        }
    }
}
