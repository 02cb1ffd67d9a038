package io.dfs.cli.cluster;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What is out of order at present, and what puts it right when its time has come. Not thread-safe. */
final class Disorders {

    private record Disorder(long endNanos, String healing, Runnable heal) {}

    private final Map<String, Disorder> present = new LinkedHashMap<>();
    private final Consumer<String> told;

    /** @param told a line for each that ends */
    Disorders(Consumer<String> told) {
        this.told = told;
    }

    /**
     * @param what is not out of order yet
     * @param healing the word for what puts it right
     * @param heal may begin the next disorder of the same
     */
    void begin(String what, Duration length, String healing, Runnable heal) {
        if (present.putIfAbsent(what, new Disorder(System.nanoTime() + length.toNanos(), healing, heal)) != null) {
            throw new AssertionError(what + " is out of order already");
        }
    }

    boolean has(String what) {
        return present.containsKey(what);
    }

    long count(String prefix) {
        return present.keySet().stream().filter(what -> what.startsWith(prefix)).count();
    }

    void endWhatIsDue() {
        for (String what : List.copyOf(present.keySet())) {
            if (present.get(what).endNanos() <= System.nanoTime()) {
                end(what);
            }
        }
    }

    void endAll() {
        while (!present.isEmpty()) {
            List.copyOf(present.keySet()).forEach(this::end);
        }
    }

    private void end(String what) {
        Disorder disorder = present.remove(what);
        told.accept("%s %s".formatted(disorder.healing(), what));
        disorder.heal().run();
    }
}
