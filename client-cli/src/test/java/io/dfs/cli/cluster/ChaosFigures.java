package io.dfs.cli.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Counts what happens during chaos. Thread-safe. */
final class ChaosFigures {

    private final ConcurrentMap<String, LongAdder> operations = new ConcurrentHashMap<>();
    private final ConcurrentMap<ChaosFault, LongAdder> faults = new ConcurrentHashMap<>();
    private final ConcurrentMap<Integer, LongAdder> retries = new ConcurrentHashMap<>();
    private final LongAdder bytesUp = new LongAdder();
    private final LongAdder bytesDown = new LongAdder();

    void operation(String name) {
        count(operations, name);
    }

    void fault(ChaosFault fault) {
        count(faults, fault);
    }

    long operations() {
        return sum(operations);
    }

    long faults() {
        return sum(faults);
    }

    /** A command that ended with this exit code and is run again. */
    void retry(int exitCode) {
        count(retries, exitCode);
    }

    void sent(long bytes) {
        bytesUp.add(bytes);
    }

    void received(long bytes) {
        bytesDown.add(bytes);
    }

    private static <K> void count(ConcurrentMap<K, LongAdder> counters, K key) {
        counters.computeIfAbsent(key, _ -> new LongAdder()).increment();
    }

    private static long sum(Map<?, LongAdder> counters) {
        return counters.values().stream().mapToLong(LongAdder::sum).sum();
    }

    String line(Duration since, long repairs) {
        return "%3d:%02d  %d operations, %d MiB up, %d MiB down, %d faults, %d repairs, %d retries"
                .formatted(
                        since.toMinutes(),
                        since.toSecondsPart(),
                        sum(operations),
                        bytesUp.sum() >> 20,
                        bytesDown.sum() >> 20,
                        sum(faults),
                        repairs,
                        sum(retries));
    }

    String summary(long repairs) {
        return """
                %d operations, %d faults, %d repairs
                operations  %s
                faults      %s
                retries     %s (by exit code)""".formatted(sum(operations), sum(faults), repairs, shown(operations), shown(faults), shown(retries));
    }

    private static String shown(Map<?, LongAdder> counters) {
        return new TreeMap<>(counters)
                .entrySet().stream()
                        .map(entry -> "%s %d"
                                .formatted(
                                        entry.getKey().toString().toLowerCase(java.util.Locale.ROOT),
                                        entry.getValue().sum()))
                        .collect(Collectors.joining(", "));
    }
}
