package io.dfs.cli.download;

/** How many pieces may be asked for twice: a few at once, and a small share of all, so that slowness never doubles the load. Thread-safe. */
final class HedgeBudget {

    private static final int BURST = 8;
    private static final int PERCENT = 5;

    private long pieces;
    private long hedges;

    synchronized void piece() {
        pieces++;
    }

    synchronized boolean take() {
        if (hedges >= BURST + pieces * PERCENT / 100) {
            return false;
        }
        hedges++;
        return true;
    }
}
