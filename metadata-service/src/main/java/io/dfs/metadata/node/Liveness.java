package io.dfs.metadata.node;

import io.dfs.common.api.NodeHealth;
import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When a silent node is no longer trusted.
 *
 * @param heartbeatInterval how often nodes are to report
 * @param staleAfter silence after which a node gets no new chunks and is read last
 * @param deadAfter silence after which a node's replicas are re-created elsewhere
 * @param awayGrace how long a node that said that it stops is not taken for dead
 */
@ConfigurationProperties("dfs.liveness")
public record Liveness(
        @DefaultValue("3s") Duration heartbeatInterval,
        @DefaultValue("10s") Duration staleAfter,
        @DefaultValue("60s") Duration deadAfter,
        @DefaultValue("10m") Duration awayGrace) {

    public Liveness {
        boolean ascending = heartbeatInterval.isPositive()
                && heartbeatInterval.compareTo(staleAfter) < 0
                && staleAfter.compareTo(deadAfter) < 0;
        if (!ascending) {
            throw new IllegalArgumentException(
                    ("dfs.liveness: 0 < heartbeat-interval < stale-after < dead-after does not hold:"
                                    + " %d ms, %d ms, %d ms")
                            .formatted(heartbeatInterval.toMillis(), staleAfter.toMillis(), deadAfter.toMillis()));
        }
        if (awayGrace.isNegative()) {
            throw new IllegalArgumentException("dfs.liveness.away-grace < 0: " + awayGrace);
        }
    }

    /**
     * How a node does, by one clock for all instants. No one is called dead on hearsay: a service that has only just begun to
     * listen (after a start or a pause of its own) would find everybody silent.
     *
     * <p>A last heartbeat in the future tells that the clock was set back. How long the node has been silent is then
     * unknown, so it is stale until its next heartbeat.
     */
    public NodeHealth health(Instant lastHeartbeatAt, Absence absence, Instant now, Instant listeningSince) {
        Duration silence = Duration.between(lastHeartbeatAt, now);
        Duration listened = Duration.between(listeningSince, now);
        boolean silentForLong = silence.compareTo(deadAfter) > 0 && listened.compareTo(deadAfter) > 0;
        if (silentForLong && !absence.isExcusedAt(now)) {
            return NodeHealth.DEAD;
        }
        boolean silent = silence.abs().compareTo(staleAfter) > 0;
        return silent || absence.isAwayAt(now) ? NodeHealth.STALE : NodeHealth.HEALTHY;
    }

    /** From when on a node that stays silent counts as dead, for a service that could hear it all the time. */
    Instant deadFrom(Instant lastHeartbeatAt, Absence absence) {
        Instant bySilence = lastHeartbeatAt.plus(deadAfter);
        Instant byExcuse = absence.excusedUntil();
        return byExcuse.isAfter(bySilence) ? byExcuse : bySilence;
    }
}
