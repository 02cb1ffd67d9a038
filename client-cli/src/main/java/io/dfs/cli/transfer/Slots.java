package io.dfs.cli.transfer;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks on virtual threads, a fixed number at once; who starts one more waits. The first failure of a task stops
 * the others and reaches the starter.
 */
public final class Slots implements AutoCloseable {

    private final int count;
    private final Semaphore free;
    private final Semaphore gate;
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    public Slots(int count) {
        this(count, new Semaphore(count));
    }

    /** @param gate shared with other slots: how many tasks may run over all of them */
    public Slots(int count, Semaphore gate) {
        this.count = count;
        this.free = new Semaphore(count);
        this.gate = gate;
    }

    /** Starts the task as soon as a slot is free. */
    public void start(Runnable task) {
        acquire(free, 1);
        try {
            throwFailure();
        } catch (RuntimeException e) {
            free.release();
            throw e;
        }
        Thread thread = Thread.ofVirtual().unstarted(() -> run(task));
        running.add(thread);
        thread.start();
    }

    /** Waits until every task has ended. */
    public void awaitAll() {
        acquire(free, count);
        free.release(count);
        throwFailure();
    }

    public boolean failed() {
        return failure.get() != null;
    }

    private void run(Runnable task) {
        try {
            runThroughGate(task);
        } catch (RuntimeException e) {
            if (failure.compareAndSet(null, e)) {
                interruptOthers();
            }
        } finally {
            running.remove(Thread.currentThread());
            free.release();
        }
    }

    private void runThroughGate(Runnable task) {
        acquire(gate, 1);
        try {
            if (!failed()) {
                task.run();
            }
        } finally {
            gate.release();
        }
    }

    private void interruptOthers() {
        running.stream().filter(thread -> thread != Thread.currentThread()).forEach(Thread::interrupt);
    }

    private void throwFailure() {
        RuntimeException first = failure.get();
        if (first != null) {
            throw first;
        }
    }

    private static void acquire(Semaphore semaphore, int permits) {
        try {
            semaphore.acquire(permits);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DfsException(ErrorCode.UNAVAILABLE, "interrupted", e);
        }
    }

    /** Stops what still runs, and waits for its end. */
    @Override
    public void close() {
        running.forEach(Thread::interrupt);
        free.acquireUninterruptibly(count);
        free.release(count);
    }
}
