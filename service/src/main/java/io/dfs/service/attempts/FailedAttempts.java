package io.dfs.service.attempts;

import io.dfs.common.error.DfsException;
import io.dfs.service.connection.CallerAddress;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How many tokens or tickets from one address were refused lately. Who has had too many refused hears no reason any more,
 * only that he must wait; a good token from the same address still passes, or one bad program behind a gateway would lock
 * all others out. So a caller checks the token first and asks here only when it is bad.
 *
 * <p>An IPv6 address counts as its /64, which is what one customer gets. Memory is bounded (I-9): when more addresses fail
 * than are remembered, those are forgotten that failed longest ago.
 */
public final class FailedAttempts {

    private final FailedAttemptsProperties properties;
    private final Clock clock;
    private final Map<InetAddress, Window> windows;
    private long lookupsSecond;
    private int lookups;

    public FailedAttempts(FailedAttemptsProperties properties, Clock clock) {
        this.properties = properties;
        this.clock = clock;
        this.windows = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<InetAddress, Window> eldest) {
                return size() > properties.maxAddresses();
            }
        };
    }

    /**
     * Counts one more token from this address that is refused, and gives what the address hears: the refusal, or
     * {@link TooManyAttempts} if there were too many before.
     */
    public synchronized DfsException count(InetAddress address, DfsException refusal) {
        Optional<Duration> blockedFor = blockedFor(address);
        failed(address);
        return blockedFor.<DfsException>map(TooManyAttempts::new).orElse(refusal);
    }

    /**
     * To be asked before a token is looked up that is not known: with many bad tokens from this address before, only a few of them
     * are looked up each second, of all such addresses together. So tries cost next to nothing, and a good token that comes
     * from a gateway behind which someone tries them is found in the end.
     *
     * @throws TooManyAttempts if it is not to be looked up now
     */
    public synchronized void admitLookup(InetAddress address) {
        Optional<Duration> blockedFor = blockedFor(address);
        if (blockedFor.isEmpty()) {
            return;
        }
        long second = clock.instant().getEpochSecond();
        if (second != lookupsSecond) {
            lookupsSecond = second;
            lookups = 0;
        }
        if (lookups == properties.lookupsPerSecond()) {
            throw new TooManyAttempts(blockedFor.get());
        }
        lookups++;
    }

    private void failed(InetAddress address) {
        Instant now = clock.instant();
        windows.compute(
                CallerAddress.of(address),
                (_, known) -> known == null || isOver(known, now)
                        ? new Window(now, 1)
                        : new Window(known.startedAt(), known.failures() + 1));
    }

    /** For how long refusals to this address tell no reason; empty if they do. */
    synchronized Optional<Duration> blockedFor(InetAddress address) {
        Window window = windows.get(CallerAddress.of(address));
        Instant now = clock.instant();
        if (properties.limit() == 0
                || window == null
                || isOver(window, now)
                || window.failures() < properties.limit()) {
            return Optional.empty();
        }
        return Optional.of(Duration.between(now, window.startedAt().plus(properties.window())));
    }

    /** Of how many addresses failures are remembered. */
    synchronized int addresses() {
        return windows.size();
    }

    private boolean isOver(Window window, Instant now) {
        return !now.isBefore(window.startedAt().plus(properties.window()));
    }

    private record Window(Instant startedAt, int failures) {}
}
