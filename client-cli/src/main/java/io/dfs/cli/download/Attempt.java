package io.dfs.cli.download;

import io.dfs.cli.progress.Tally;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.size.ByteSize;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * One replica being read, in a thread of its own. It may be stopped at any time, and writes nothing from then on: its thread is
 * never interrupted while it writes, which would close a file.
 */
final class Attempt implements Reception {

    /** Ends a reading that another one has taken over. */
    private static final class Stopped extends RuntimeException {}

    private final NodeAddress node;
    private final Piece piece;
    private final Prefix start;
    private final @Nullable Attempt predecessor;
    private final ByteSink sink;
    private final BlockingQueue<Attempt> ended;
    private final long begunNanos = System.nanoTime();
    private @Nullable FutureTask<ReadOutcome> task;
    private boolean stopped;
    private boolean verified;
    private boolean hasTakenOver;
    private long gotBytes;
    private long firstByteNanos = -1;
    private long lastByteNanos = begunNanos;
    private Prefix soFar;

    /**
     * @param start bytes that need not be read
     * @param predecessor is stopped when the first byte comes; null if there is none
     * @param ended gets this attempt when it has ended
     */
    Attempt(
            NodeAddress node,
            Piece piece,
            Prefix start,
            @Nullable Attempt predecessor,
            ByteSink sink,
            BlockingQueue<Attempt> ended) {
        this.node = node;
        this.piece = piece;
        this.start = start;
        this.soFar = start;
        this.predecessor = predecessor;
        this.sink = sink;
        this.ended = ended;
    }

    void start(ReplicaReader reader) {
        FutureTask<ReadOutcome> reading =
                new FutureTask<>(() -> {
                    ReadOutcome outcome = reader.read(node, piece, start, this);
                    if (outcome instanceof ReadOutcome.Verified) {
                        verified();
                    }
                    return outcome;
                }) {
                    @Override
                    protected void done() {
                        ended.add(Attempt.this);
                    }
                };
        synchronized (this) {
            task = reading;
        }
        Thread.ofVirtual().start(reading);
    }

    NodeAddress node() {
        return node;
    }

    /** Null if it was stopped. A failure of the sink is thrown. */
    @Nullable
    ReadOutcome outcome() {
        FutureTask<ReadOutcome> reading = task();
        return switch (reading.state()) {
            case SUCCESS -> reading.resultNow();
            case CANCELLED, RUNNING -> null;
            case FAILED ->
                switch (reading.exceptionNow()) {
                    case Stopped _ -> null;
                    case RuntimeException e -> throw e;
                    case Throwable e -> throw new IllegalStateException("reading from " + node.name() + " failed", e);
                };
        };
    }

    private synchronized FutureTask<ReadOutcome> task() {
        if (task == null) {
            throw new IllegalStateException("not started");
        }
        return task;
    }

    private synchronized void verified() {
        requireNotStopped();
        verified = true;
    }

    private void requireNotStopped() {
        if (stopped) {
            throw new Stopped();
        }
    }

    /** Returns whether it writes no more and has not written all; false if the piece is there already. */
    synchronized boolean stop() {
        if (verified) {
            return false;
        }
        stopped = true;
        task().cancel(true);
        return true;
    }

    /** Stops one that has not given a byte yet; returns false if it has taken over from its predecessor, which is stopped then. */
    synchronized boolean withdraw() {
        return !hasTakenOver && stop();
    }

    @Override
    public void write(long pieceOffset, byte[] bytes, int from, int length) {
        takeOver();
        synchronized (this) {
            requireNotStopped();
            sink.write(pieceOffset, bytes, from, length);
            lastByteNanos = System.nanoTime();
            firstByteNanos = firstByteNanos < 0 ? lastByteNanos - begunNanos : firstByteNanos;
            gotBytes += length;
        }
    }

    /** In one step, so that of the two one continues: it is not withdrawn after it has stopped the other. */
    private synchronized void takeOver() {
        if (hasTakenOver || predecessor == null) {
            return;
        }
        requireNotStopped();
        if (!predecessor.stop()) {
            throw new Stopped();
        }
        hasTakenOver = true;
    }

    @Override
    public synchronized void progress(long lengthBytes, Crc32c crc32c) {
        soFar = start.append(lengthBytes, crc32c);
    }

    /** All bytes so far, for the one that continues there. */
    synchronized Prefix prefix() {
        return soFar;
    }

    /** From the request to the first byte; -1 if none has come. */
    synchronized long firstByteNanos() {
        return firstByteNanos;
    }

    synchronized ReadPace.Standing standing() {
        long now = System.nanoTime();
        long left = Math.max(0, piece.lengthBytes() - start.lengthBytes() - gotBytes);
        return new ReadPace.Standing(now - begunNanos, now - lastByteNanos, gotBytes, left);
    }

    static String describe(ReadPace.Standing standing, ReadPace.Others others) {
        String text = "it gave %s in %s"
                .formatted(
                        ByteSize.format(standing.gotBytes()),
                        Tally.duration(Duration.ofNanos(standing.elapsedNanos())));
        return others.bytesPerSecond() == 0
                ? text
                : "%s; others give %s/s".formatted(text, ByteSize.format((long) others.bytesPerSecond()));
    }
}
