package io.dfs.common.fuzz;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Runs cases for some time and says which failed. {@code dfs.fuzz.seconds} is the time ({@value #DEFAULT_SECONDS} s);
 * {@code dfs.fuzz.seed} plays the cases of an earlier run again, and {@code dfs.fuzz.case} one of them alone.
 */
public final class FuzzRun {

    private static final int DEFAULT_SECONDS = 20;
    private static final int MOST_FAILURES = 10;

    /** Far above what a case takes on a loaded machine, and above every timeout of the services. */
    private static final Duration HANG = Duration.ofMinutes(3);

    private record Started(long number, long atNanos) {}

    private final String suite;
    private final int workers;
    private final long seed;
    private final AtomicLong next = new AtomicLong();
    private final Map<String, LongAdder> outcomes = new ConcurrentSkipListMap<>();
    private final Queue<AssertionError> failures = new ConcurrentLinkedQueue<>();
    private final Map<Thread, Started> underWay = new ConcurrentHashMap<>();

    /** @param workers how many threads run cases */
    public FuzzRun(String suite, int workers) {
        this.suite = suite;
        this.workers = workers;
        this.seed = Long.getLong("dfs.fuzz.seed", new SecureRandom().nextInt());
    }

    public long seed() {
        return seed;
    }

    /** Fails with the first ten failures, or with the threads' stacks when a case does not end. */
    public void run(FuzzCase fuzzCase) throws InterruptedException {
        System.out.printf("fuzz %s: seed %d%n", suite, seed);
        Long alone = Long.getLong("dfs.fuzz.case");
        if (alone != null) {
            runCase(fuzzCase, alone);
        } else {
            runFor(fuzzCase, Duration.ofSeconds(Long.getLong("dfs.fuzz.seconds", DEFAULT_SECONDS)));
        }
        System.out.printf("fuzz %s: seed %d, %d cases: %s%n", suite, seed, cases(), outcomes);
        if (!failures.isEmpty()) {
            AssertionError all = new AssertionError("%s: cases failed".formatted(suite));
            failures.forEach(all::addSuppressed);
            throw all;
        }
    }

    private long cases() {
        return outcomes.values().stream().mapToLong(LongAdder::sum).sum();
    }

    private void runFor(FuzzCase fuzzCase, Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (int i = 0; i < workers; i++) {
            Thread worker = Thread.ofPlatform().daemon().name("fuzz-" + i).unstarted(() -> work(fuzzCase, end));
            underWay.put(worker, new Started(-1, System.nanoTime()));
            worker.start();
        }
        for (Thread worker : underWay.keySet()) {
            while (worker.isAlive()) {
                worker.join(Duration.ofSeconds(1));
                failIfOneHangs();
            }
        }
    }

    private void work(FuzzCase fuzzCase, long end) {
        while (System.nanoTime() - end < 0 && failures.size() < MOST_FAILURES) {
            long number = next.getAndIncrement();
            underWay.put(Thread.currentThread(), new Started(number, System.nanoTime()));
            runCase(fuzzCase, number);
        }
        underWay.remove(Thread.currentThread());
    }

    private void runCase(FuzzCase fuzzCase, long number) {
        String outcome;
        try {
            outcome = fuzzCase.run(new Draw(seed, number));
        } catch (Exception | LinkageError | AssertionError | StackOverflowError | OutOfMemoryError e) {
            outcome = "FAILED";
            failures.add(new AssertionError(
                    "again: -Ddfs.fuzz.seed=%d -Ddfs.fuzz.case=%d: %s".formatted(seed, number, e.getMessage()), e));
        }
        outcomes.computeIfAbsent(outcome, _ -> new LongAdder()).increment();
    }

    private void failIfOneHangs() {
        underWay.forEach((worker, started) -> {
            if (worker.isAlive() && System.nanoTime() - started.atNanos() > HANG.toNanos()) {
                throw new AssertionError(
                        "case %d of seed %d does not end:%n%s".formatted(started.number(), seed, Footprint.stacks()));
            }
        });
    }
}
