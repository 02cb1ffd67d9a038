package io.dfs.metadata.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Virtual time: it jumps from one event to the next. Remembers the last of them, to tell how it came to a failure. */
final class Timeline {

    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private static final int LINES = 300;

    private record Event(long at, long number, Runnable action) implements Comparable<Event> {

        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
        }
    }

    private record Line(Instant at, String format, Object[] arguments) {

        @Override
        public String toString() {
            return at + " " + format.formatted(arguments);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Deque<Line> lines = new ArrayDeque<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private Instant now = BEGIN;
    private long number;
    private long steps;

    Instant now() {
        return now;
    }

    void after(Duration delay, Runnable action) {
        at(now.plus(delay), action);
    }

    void at(Instant time, Runnable action) {
        events.add(new Event(Math.max(time.toEpochMilli(), now.toEpochMilli()), number++, action));
    }

    /** Jumps to the next event that is due by then, and has it happen; false if there is none. */
    boolean step(Instant until) {
        Event next = events.peek();
        if (next == null || next.at() > until.toEpochMilli()) {
            now = until;
            return false;
        }
        events.remove();
        now = Instant.ofEpochMilli(next.at());
        steps++;
        next.action().run();
        return true;
    }

    long steps() {
        return steps;
    }

    /** Counts what happens, and tells of it in the trace. */
    void tell(String kind, String format, Object... arguments) {
        counts.merge(kind, 1, Integer::sum);
        trace(format, arguments);
    }

    void trace(String format, Object... arguments) {
        if (lines.size() == LINES) {
            lines.removeFirst();
        }
        lines.addLast(new Line(now, format, arguments));
    }

    Map<String, Integer> counts() {
        return counts;
    }

    int count(String kind) {
        return counts.getOrDefault(kind, 0);
    }

    /** The last events, one a line; those of the text alone if it is not empty. */
    String lastLines(String text) {
        return lines.stream()
                .map(Line::toString)
                .filter(line -> line.contains(text))
                .collect(Collectors.joining("\n"));
    }
}
