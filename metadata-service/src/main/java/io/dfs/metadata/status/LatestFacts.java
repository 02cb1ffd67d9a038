package io.dfs.metadata.status;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last facts that could be read. One reading at a time, in the background: a caller waits for it a little and is then
 * given what there is. So the answer comes whatever the database does, and however many ask.
 */
final class LatestFacts {

    private static final Logger LOG = LoggerFactory.getLogger(LatestFacts.class);

    /** Facts stay fresh for so many times what reading them took, so that at most a fifth of the time goes into it. */
    private static final int FRESH_PER_READING = 5;

    /**
     * What is known now.
     *
     * @param age of the facts; zero if there are none
     * @param problem why they are not newer; null if nothing is wrong
     */
    record Answer(
            ClusterFacts facts, Duration age, @Nullable String problem) {}

    private record Known(ClusterFacts facts, long beganNanos, long tookNanos) {}

    private record Reading(long beganNanos, CountDownLatch done) {}

    private final UnaryOperator<ClusterFacts> reader;
    private final Executor background;
    private final LongSupplier nanoTime;
    private final StatusSettings settings;

    private @Nullable Known known;
    private @Nullable Reading underWay;
    private @Nullable String failure;

    /** @param reader is given the facts before, and throws if it can't read any */
    LatestFacts(
            UnaryOperator<ClusterFacts> reader, Executor background, LongSupplier nanoTime, StatusSettings settings) {
        this.reader = reader;
        this.background = background;
        this.nanoTime = nanoTime;
        this.settings = settings;
    }

    Answer get() {
        CountDownLatch newer = beginUnlessFresh();
        if (newer != null) {
            try {
                // Whether it was long enough shows in the answer.
                boolean _ = newer.await(settings.maxWait().toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        return answer();
    }

    /** The last facts, at once, without having any read. */
    Answer withoutWaiting() {
        return answer();
    }

    /** What to wait for; null if the facts are fresh. */
    private synchronized @Nullable CountDownLatch beginUnlessFresh() {
        long now = nanoTime.getAsLong();
        if (underWay != null) {
            return underWay.done();
        }
        if (known != null && failure == null && now - known.beganNanos() < freshNanos(known)) {
            return null;
        }
        Reading reading = new Reading(now, new CountDownLatch(1));
        underWay = reading;
        background.execute(() -> read(reading));
        return reading.done();
    }

    private long freshNanos(Known facts) {
        return Math.max(settings.minFresh().toNanos(), FRESH_PER_READING * facts.tookNanos());
    }

    private void read(Reading reading) {
        try {
            ClusterFacts facts = reader.apply(before());
            ended(new Known(facts, reading.beganNanos(), nanosThatCount(reading)), null);
        } catch (
                RuntimeException
                        e) { // a round of a background task: the next one must be possible whatever this one met
            LOG.warn("can't read how the cluster is", e);
            ended(null, Causes.inWords(e));
        } finally {
            reading.done().countDown();
        }
    }

    /**
     * The first reading is slow because the process has just started, and it meets nodes that have not reported to it yet: it
     * must not stay fresh for long.
     */
    private synchronized long nanosThatCount(Reading reading) {
        return known == null ? 0 : nanoTime.getAsLong() - reading.beganNanos();
    }

    private synchronized ClusterFacts before() {
        return known == null ? ClusterFacts.NONE : known.facts();
    }

    private synchronized void ended(@Nullable Known newer, @Nullable String problem) {
        known = newer == null ? known : newer;
        failure = problem;
        underWay = null;
    }

    private synchronized Answer answer() {
        long now = nanoTime.getAsLong();
        String problem = problem(now);
        return known == null
                ? new Answer(ClusterFacts.NONE, Duration.ZERO, problem)
                : new Answer(known.facts(), Duration.ofNanos(now - known.beganNanos()), problem);
    }

    private @Nullable String problem(long now) {
        if (failure != null) {
            return "the database can't be read: " + failure;
        }
        if (underWay == null) {
            return null;
        }
        Duration waited = Duration.ofNanos(now - underWay.beganNanos());
        boolean unusual = known == null || waited.toNanos() > freshNanos(known);
        return unusual ? "the database has not answered for %d ms".formatted(waited.toMillis()) : null;
    }
}
