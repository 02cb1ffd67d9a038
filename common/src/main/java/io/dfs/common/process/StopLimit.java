package io.dfs.common.process;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;

/**
 * Bounds a proper stop: a process that is asked to end and has not ended in time tells what its threads wait for, and
 * ends. Nothing is lost by that, because every process may be killed at any instant (I-7).
 */
public final class StopLimit {

    private StopLimit() {}

    /** To be called once, in {@code main}. Of no effect before the process is asked to end. */
    public static void set(Duration limit) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> watch(limit), "stop-limit"));
    }

    /** The watching thread is a daemon, so an end in time does not wait for it. */
    private static void watch(Duration limit) {
        Thread watcher = new Thread(() -> endAfter(limit), "stop-limit-watch");
        watcher.setDaemon(true);
        watcher.start();
    }

    private static void endAfter(Duration limit) {
        try {
            Thread.sleep(limit);
        } catch (InterruptedException _) {
            // No one does; then the limit is here.
        }
        System.err.printf("the process was asked to end %d s ago and ends now; its threads:%n", limit.toSeconds());
        for (ThreadInfo thread : ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)) {
            System.err.print(thread);
        }
        System.err.flush();
        Runtime.getRuntime().halt(1);
    }
}
