package io.dfs.node.identity;

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

    /** The registration's; empty while there is none. */
    public OptionalLong epoch() {
        long current = epoch;
        return current == NONE ? OptionalLong.empty() : OptionalLong.of(current);
    }

    public void enter(long newEpoch) {
        epoch = newEpoch;
    }

    public void leave() {
        epoch = NONE;
    }
}
