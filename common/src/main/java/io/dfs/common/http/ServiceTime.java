package io.dfs.common.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time of the metadata services, as far as this machine has heard it: its own clock, set right by the {@code Date} of their
 * answers, refusals too. What is signed for them or by them is told by it, so that a program with a wrong clock can join, be
 * heard, and be named by its skew. Thread-safe.
 */
public final class ServiceTime {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceTime.class);

    /** A header has whole seconds, and the answer takes a moment: less says nothing. */
    private static final Duration NOTABLE = Duration.ofSeconds(5);

    private final InstantSource machine;
    private final Clock clock = new Corrected();
    private volatile Duration ahead = Duration.ZERO;

    public ServiceTime(InstantSource machine) {
        this.machine = machine;
    }

    /** Tells the services' time. */
    public Clock clock() {
        return clock;
    }

    /** How far the services' time is ahead of this machine's; zero if they agree within seconds. */
    public Duration ahead() {
        return ahead;
    }

    void heard(HttpMessage answer) {
        Header date = answer.getFirstHeader(HttpHeaders.DATE);
        Instant told = date == null ? null : DateUtils.parseStandardDate(date.getValue());
        if (told != null) {
            heard(told);
        }
    }

    void heard(Instant told) {
        Duration difference = Duration.between(machine.instant(), told);
        Duration now = difference.abs().compareTo(NOTABLE) <= 0 ? Duration.ZERO : difference;
        if (now.minus(ahead).abs().compareTo(NOTABLE) > 0) {
            LOG.warn(
                    "the clock of this machine is {} s {} the metadata service's, which is used for tickets and receipts"
                            + " until they agree: set it by NTP",
                    now.abs().toSeconds(),
                    now.isNegative() ? "ahead of" : "behind");
        }
        ahead = now;
    }

    private final class Corrected extends Clock {

        @Override
        public Instant instant() {
            return machine.instant().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("only instants are asked for");
        }
    }
}
