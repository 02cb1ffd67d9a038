package io.dfs.common.fuzz;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** What this process holds on to; service and test are one process. */
public record Footprint(long heapBytes, long openFiles, int threads) {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** After a full collection. */
    public static Footprint now() {
        System.gc();
        return new Footprint(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                        .getOpenFileDescriptorCount(),
                ManagementFactory.getThreadMXBean().getThreadCount());
    }

    /** What is left some time after: connections and idle threads end by and by. */
    public static void settlesAtMost(Footprint most) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Footprint now = now();
        while (!now.within(most)) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(
                        "the process has %s, at most %s was expected:%n%s".formatted(now, most, stacks()));
            }
            Thread.currentThread().join(PAUSE);
            now = now();
        }
        System.out.printf("fuzz: at the end %s, at most %s%n", now, most);
    }

    public Footprint plus(long moreHeapBytes, long moreOpenFiles, int moreThreads) {
        return new Footprint(heapBytes + moreHeapBytes, openFiles + moreOpenFiles, threads + moreThreads);
    }

    private boolean within(Footprint most) {
        return heapBytes <= most.heapBytes && openFiles <= most.openFiles && threads <= most.threads;
    }

    static String stacks() {
        return Thread.getAllStackTraces().entrySet().stream()
                .map(Footprint::stack)
                .collect(Collectors.joining("\n"));
    }

    private static String stack(Map.Entry<Thread, StackTraceElement[]> thread) {
        return thread.getKey()
                + Arrays.stream(thread.getValue()).map(at -> "\n    " + at).collect(Collectors.joining());
    }
}
