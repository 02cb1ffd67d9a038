package io.dfs.node.scrub;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How often replicas are read again, and how fast; application.yml says what each value means.
 *
 * @param rate per second; more if the period can't be kept otherwise
 */
@ConfigurationProperties("dfs.scrub")
public record ScrubProperties(
        @DefaultValue("14d") Duration period,
        @DefaultValue("20MB") DataSize rate) {

    public ScrubProperties {
        if (!period.isPositive()) {
            throw new IllegalArgumentException("dfs.scrub.period is not above zero: " + period);
        }
        if (rate.toBytes() < 1) {
            throw new IllegalArgumentException("dfs.scrub.rate is not above zero: " + rate);
        }
    }

    /**
     * Rounds begin half a period apart and read at least so fast that one takes no longer than that, so no replica waits
     * longer than a period.
     */
    Duration roundInterval() {
        return period.dividedBy(2);
    }

    /** @param busy whether others need the disks now */
    long bytesPerSecond(long storedBytes, boolean busy) {
        double demanded = storedBytes / (roundInterval().toNanos() / 1e9);
        double wished = busy ? rate.toBytes() / 2.0 : rate.toBytes();
        return Math.max(1, (long) Math.ceil(Math.max(demanded, wished)));
    }
}
