package io.dfs.node.registration;

import java.util.OptionalLong;
import org.springframework.stereotype.Component;

/** Whether the metadata service knows this process. */
@Component
public final class Membership {

    private static final long NONE = -1;

    private volatile long epoch = NONE;

    public boolean registered() {
        return epoch != NONE;
    }

    OptionalLong epoch() {
        long current = epoch;
        return current == NONE ? OptionalLong.empty() : OptionalLong.of(current);
    }

    void enter(long newEpoch) {
        epoch = newEpoch;
    }

    void leave() {
        epoch = NONE;
    }
}
