package io.dfs.metadata.node;

import io.dfs.common.api.SafeModeState;
import io.dfs.common.api.SafeModeState.Mode;
import io.dfs.metadata.cluster.MetadataEpoch;
import io.dfs.metadata.database.Transactions;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Says loudly when safe mode begins and ends, and writes down mass losses, which last until everybody is back. */
@Component
class SafeModeWatch {

    private static final Logger LOG = LoggerFactory.getLogger(SafeModeWatch.class);

    private final SafeMode safeMode;
    private final MetadataEpoch epoch;
    private final JdbcClient jdbc;
    private final Transactions transactions;
    private Mode last = Mode.OFF;

    SafeModeWatch(SafeMode safeMode, MetadataEpoch epoch, JdbcClient jdbc, Transactions transactions) {
        this.safeMode = safeMode;
        this.epoch = epoch;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    @Scheduled(fixedDelayString = "${dfs.liveness.heartbeat-interval:3s}")
    void tick() {
        try {
            look();
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("can't tell whether safe mode is on: {}", e.getMessage());
        }
    }

    /** The state, after everything has been done about it. */
    synchronized SafeModeState look() {
        SafeModeState state = safeMode.state();
        if (state.mode() == Mode.MASS_LOSS
                && !Objects.equals(state.since(), epoch.facts().massLossAt())) {
            transactions.run(
                    () -> jdbc.sql("UPDATE cluster SET mass_loss_at = CURRENT_TIMESTAMP(6) WHERE singleton = 1")
                            .update());
        }
        if (state.mode() != last) {
            tell(state);
            last = state.mode();
        }
        return state;
    }

    private void tell(SafeModeState state) {
        switch (state.mode()) {
            case OFF -> LOG.warn("SAFE MODE ENDS ({}): the cluster repairs and removes again", last);
            case STARTING -> LOG.warn("SAFE MODE ({}): {}", state.mode(), state.reason());
            case MASS_LOSS, RESTORED_DATABASE -> LOG.error("SAFE MODE ({}): {}", state.mode(), state.reason());
        }
    }
}
