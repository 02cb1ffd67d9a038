package io.dfs.cli.download;

import io.dfs.cli.download.ReadOutcome.BadReplica;
import io.dfs.cli.download.ReadOutcome.Failed;
import io.dfs.cli.download.ReadOutcome.Unclear;
import io.dfs.cli.download.ReadOutcome.Verified;
import io.dfs.cli.download.ReadPace.Verdict;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one piece from one replica after the other until one has it right. If a replica turns out slow, the next one is asked
 * for the rest while the first continues; the one that gives the next byte first has the piece from there, and the other is
 * stopped. So hardly a byte is fetched twice.
 */
final class HedgedRead {

    private final ReplicaReader reader;
    private final ReadPace pace;
    private final NodeMemory memory;
    private final HedgeBudget budget;
    private final Piece piece;
    private final ByteSink sink;
    private final BiConsumer<NodeAddress, ReadOutcome> failures;
    private final Deque<NodeAddress> candidates;
    private final BlockingQueue<Attempt> ended = new LinkedBlockingQueue<>();
    private final List<Attempt> running = new ArrayList<>(2);
    private int hedgesLeft;

    /**
     * @param replicas in the order to try
     * @param failures are told of every replica that has not the right bytes
     */
    HedgedRead(
            ReplicaReader reader,
            ReadPace pace,
            NodeMemory memory,
            HedgeBudget budget,
            Piece piece,
            ByteSink sink,
            List<NodeAddress> replicas,
            BiConsumer<NodeAddress, ReadOutcome> failures) {
        this.reader = reader;
        this.pace = pace;
        this.memory = memory;
        this.budget = budget;
        this.piece = piece;
        this.sink = sink;
        this.candidates = new ArrayDeque<>(replicas);
        this.failures = failures;
        this.hedgesLeft = 2 * replicas.size();
    }

    /** Whether a replica had the right bytes; the sink has them then. On return nothing is written any more. */
    boolean run() {
        try {
            while (!running.isEmpty() || startNext()) {
                Attempt attempt = awaitEnd();
                if (attempt == null) {
                    hedgeIfSlow();
                } else if (isVerified(attempt)) {
                    return true;
                }
            }
            return false;
        } finally {
            running.forEach(Attempt::stop);
        }
    }

    private boolean startNext() {
        NodeAddress node = candidates.poll();
        if (node == null) {
            return false;
        }
        start(node, Prefix.NONE, null);
        return true;
    }

    private void start(NodeAddress node, Prefix prefix, @Nullable Attempt predecessor) {
        Attempt attempt = new Attempt(node, piece, prefix, predecessor, sink, ended);
        running.add(attempt);
        attempt.start(reader);
    }

    private @Nullable Attempt awaitEnd() {
        try {
            return ended.poll(Math.max(1, pace.floor().toNanos() / 4), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DfsException(ErrorCode.UNAVAILABLE, "interrupted", e);
        }
    }

    private boolean isVerified(Attempt attempt) {
        if (!running.remove(attempt)) {
            return false; // it was stopped because another one is faster
        }
        ReadOutcome outcome = attempt.outcome();
        if (outcome == null) {
            remember(attempt);
            candidates.add(attempt.node());
            return false;
        }
        switch (outcome) {
            case Verified _ -> {
                remember(attempt);
                return true;
            }
            case Unclear _ -> {
                // Who of them gave wrong bytes shows when one gives them all.
                hedgesLeft = 0;
                candidates.addFirst(attempt.node());
            }
            case BadReplica bad -> failures.accept(attempt.node(), bad);
            case Failed failed -> {
                failures.accept(attempt.node(), failed);
                leaveFailing(attempt.node(), failed);
            }
        }
        return false;
    }

    private void remember(Attempt attempt) {
        ReadPace.Standing standing = attempt.standing();
        long first = attempt.firstByteNanos();
        memory.served(
                attempt.node(),
                first < 0 ? standing.elapsedNanos() : first,
                standing.gotBytes() + standing.leftBytes(),
                standing.gotBytes(),
                standing.elapsedNanos());
    }

    /** A busy node and an old ticket pass; everything else is likely to meet the next piece, too. */
    private void leaveFailing(NodeAddress node, Failed failed) {
        switch (failed.code()) {
            case UNAVAILABLE, INTERNAL, ENCRYPTION_KEY_MISSING -> memory.leave(node, failed.reason());
            default -> {}
        }
    }

    private void hedgeIfSlow() {
        Attempt newest = running.getLast();
        NodeAddress next = candidates.peek();
        if (next == null || hedgesLeft == 0) {
            return;
        }
        Prefix prefix = running.getFirst().prefix();
        if (prefix.lengthBytes() >= piece.lengthBytes()) {
            return; // only the end of the answer is still to come
        }
        ReadPace.Standing standing = newest.standing();
        ReadPace.Others others = memory.others(newest.node(), standing.gotBytes() + standing.leftBytes());
        Verdict verdict = pace.judge(standing, others);
        if (verdict == Verdict.FAST_ENOUGH || !(memory.isLeft(newest.node()) || budget.take())) {
            return;
        }
        if (running.size() > 1) {
            if (!newest.withdraw()) {
                return; // its first byte has come just now: it continues, and the first one ends
            }
            running.remove(newest);
        }
        hedgesLeft--;
        candidates.remove();
        start(next, prefix, running.getFirst());
        if (verdict == Verdict.SLOW) {
            memory.leaveSlow(newest.node(), standing, others);
        }
    }
}
