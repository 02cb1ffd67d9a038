package io.dfs.controller.repair;

import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.RepairClaimRequest;
import io.dfs.common.api.RepairClass;
import io.dfs.common.api.RepairTask;
import io.dfs.common.http.RequestIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The copies of one round: several workers claim what is due, the most urgent first, and have it made. They stop claiming
 * when nothing is due, when the round has lasted its time, at its limit, or when the round is interrupted; copies that have
 * begun are brought to their end.
 */
final class Copies {

    /** What became of them: how many were made of each class. */
    record Outcome(Map<RepairClass, Integer> made, int failed) {}

    private record Turn(RepairTask task, Duration pause) {}

    private final MetadataApi metadata;
    private final ReplicaCopier copier;
    private final HeldClaims claims;
    private final Bandwidth bandwidth;
    private final RepairSettings settings;
    private final MonotonicTime time;
    private final String worker;
    private final long begunNanos;

    private final Map<RepairClass, Integer> made = new EnumMap<>(RepairClass.class);
    private int failed;
    private int claimed;
    private boolean ending;

    Copies(
            MetadataApi metadata,
            ReplicaCopier copier,
            HeldClaims claims,
            Bandwidth bandwidth,
            RepairSettings settings,
            MonotonicTime time,
            String worker) {
        this.metadata = metadata;
        this.copier = copier;
        this.claims = claims;
        this.bandwidth = bandwidth;
        this.settings = settings;
        this.time = time;
        this.worker = worker;
        this.begunNanos = time.nanos();
    }

    /** Returns when all that were begun have ended. */
    Outcome run() {
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < settings.parallelCopies(); i++) {
                boolean claimsAlways = i == 0;
                running.add(workers.submit(() -> work(claimsAlways)));
            }
            awaitAll(running);
        }
        synchronized (this) {
            return new Outcome(Map.copyOf(made), failed);
        }
    }

    /** @param claimsAlways also when the bandwidth is used up: what it gets may be a chunk that must not wait */
    private Void work(boolean claimsAlways) throws InterruptedException {
        while (!isOver()) {
            Duration exhaustion = claimsAlways ? Duration.ZERO : bandwidth.exhaustion();
            if (exhaustion.isPositive()) {
                time.pause(exhaustion);
                continue;
            }
            // One id for the claim, the copy and its completion, in the log of everybody who takes part.
            try (RequestIds.Scope _ = RequestIds.begin(RequestIds.next())) {
                Optional<Turn> turn = claim();
                if (turn.isEmpty()) {
                    return null;
                }
                take(turn.get());
            }
        }
        return null;
    }

    private void take(Turn turn) throws InterruptedException {
        try {
            if (turn.pause().isPositive()) {
                time.pause(turn.pause());
            }
            count(turn.task().repairClass(), copier.copy(turn.task()));
        } finally {
            claims.release(turn.task());
        }
    }

    /** One at a time, so that no more is claimed than the bandwidth lets begin soon. Empty if nothing is due. */
    private synchronized Optional<Turn> claim() {
        if (isOver()) {
            return Optional.empty();
        }
        List<RepairTask> tasks =
                metadata.claimRepairs(new RepairClaimRequest(worker, 1)).tasks();
        if (tasks.isEmpty()) {
            return Optional.empty();
        }
        claimed++;
        RepairTask task = tasks.getFirst();
        claims.hold(task);
        return Optional.of(new Turn(task, bandwidth.book(task.repairClass(), task.lengthBytes())));
    }

    private synchronized boolean isOver() {
        return ending
                || claimed >= settings.copiesPerRound()
                || time.nanos() - begunNanos >= settings.copyTimePerRound().toNanos();
    }

    private synchronized void count(RepairClass repairClass, boolean succeeded) {
        if (succeeded) {
            made.merge(repairClass, 1, Integer::sum);
        } else {
            failed++;
        }
    }

    private synchronized void end() {
        ending = true;
    }

    private void awaitAll(List<Future<?>> running) {
        boolean interrupted = false;
        RuntimeException failure = null;
        for (Future<?> worker : running) {
            while (!worker.isDone()) {
                try {
                    worker.get();
                } catch (InterruptedException _) {
                    end();
                    interrupted = true;
                } catch (ExecutionException _) {
                    // Looked at below, when the others have ended, too.
                }
            }
            if (worker.state() == Future.State.FAILED) {
                failure = asRuntime(worker.exceptionNow());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static RuntimeException asRuntime(Throwable failure) {
        return failure instanceof RuntimeException runtime ? runtime : new IllegalStateException(failure);
    }
}
