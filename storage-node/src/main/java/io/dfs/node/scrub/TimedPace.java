package io.dfs.node.scrub;

/** Spreads bytes over time. What was not used while nothing was to be read is not made up for. */
final class TimedPace implements Pace {

    private long nextNanos = System.nanoTime();

    @Override
    public synchronized void spend(long lengthBytes, long bytesPerSecond) throws InterruptedException {
        long now = System.nanoTime();
        long costNanos = (long) (lengthBytes * 1e9 / bytesPerSecond);
        nextNanos = (nextNanos - now > 0 ? nextNanos : now) + costNanos;
        for (long left = nextNanos - now; left > 0; left = nextNanos - System.nanoTime()) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
    }
}
