package io.dfs.controller.repair;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes only when someone waits or the test says so. */
final class VirtualTime implements MonotonicTime {

    private final AtomicLong nanos = new AtomicLong();
    final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public void pause(Duration duration) {
        pauses.add(duration);
        pass(duration);
    }

    void pass(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }
}
