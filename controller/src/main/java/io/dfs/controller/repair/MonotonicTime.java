package io.dfs.controller.repair;

import java.time.Duration;

/** Time that only goes forward, whatever happens to the clock. */
interface MonotonicTime {

    MonotonicTime SYSTEM = new MonotonicTime() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void pause(Duration duration) throws InterruptedException {
            Thread.sleep(duration);
        }
    };

    /** Comparable with other values of the same process by subtraction. */
    long nanos();

    void pause(Duration duration) throws InterruptedException;
}
