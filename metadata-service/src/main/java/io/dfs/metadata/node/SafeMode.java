package io.dfs.metadata.node;

import io.dfs.common.api.SafeModeState;
import io.dfs.metadata.cluster.MetadataEpoch;
import io.dfs.metadata.time.DatabaseClock;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Whether the cluster holds back from repairing and removing. Always read from the database, so that all services agree. */
@Component
public class SafeMode {

    private final MetadataEpoch epoch;
    private final Nodes nodes;
    private final Listening listening;
    private final DatabaseClock clock;
    private final SafeModeRules rules;

    SafeMode(
            MetadataEpoch epoch,
            Nodes nodes,
            Listening listening,
            DatabaseClock clock,
            Liveness liveness,
            SafeModeSettings settings) {
        this.epoch = epoch;
        this.nodes = nodes;
        this.listening = listening;
        this.clock = clock;
        this.rules = new SafeModeRules(liveness, settings);
    }

    public SafeModeState state() {
        Instant now = clock.instant();
        return rules.decide(new SafeModeRules.Facts(now, listening.since(), epoch.facts(), nodes.watched(now)));
    }
}
