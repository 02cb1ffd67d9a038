package io.dfs.metadata.node;

import io.dfs.common.api.Departure;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.time.DatabaseClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Nodes that stop properly. They get no new chunks from then on, and their replicas are not re-created for a while. */
@Component
class Departures {

    private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

    private final JdbcClient jdbc;
    private final Heartbeats heartbeats;
    private final Transactions transactions;
    private final DatabaseClock clock;
    private final Liveness liveness;

    Departures(
            JdbcClient jdbc, Heartbeats heartbeats, Transactions transactions, DatabaseClock clock, Liveness liveness) {
        this.jdbc = jdbc;
        this.heartbeats = heartbeats;
        this.transactions = transactions;
        this.clock = clock;
        this.liveness = liveness;
    }

    void depart(NodeId nodeId, Departure departure) {
        transactions.run(() -> {
            int departed = jdbc.sql("UPDATE node SET away_until = ? WHERE id = ? AND epoch = ?")
                    .params(
                            SqlValues.time(clock.instant().plus(liveness.awayGrace())),
                            SqlValues.bytes(nodeId.value()),
                            departure.epoch())
                    .update();
            if (departed == 0) {
                throw heartbeats.refusal(nodeId, departure.epoch());
            }
        });
        LOG.info(
                "node {} stops properly; it may be away for {} s",
                nodeId,
                liveness.awayGrace().toSeconds());
    }
}
