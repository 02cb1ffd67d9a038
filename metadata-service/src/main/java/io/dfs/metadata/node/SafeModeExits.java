package io.dfs.metadata.node;

import io.dfs.common.api.SafeModeExit;
import io.dfs.common.api.SafeModeState;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.metadata.cluster.MetadataEpoch;
import io.dfs.metadata.database.Transactions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Ends safe mode because a person says so. */
@Component
class SafeModeExits {

    private static final Logger LOG = LoggerFactory.getLogger(SafeModeExits.class);

    private final SafeMode safeMode;
    private final SafeModeWatch watch;
    private final MetadataEpoch epoch;
    private final JdbcClient jdbc;
    private final Transactions transactions;

    SafeModeExits(
            SafeMode safeMode, SafeModeWatch watch, MetadataEpoch epoch, JdbcClient jdbc, Transactions transactions) {
        this.safeMode = safeMode;
        this.watch = watch;
        this.epoch = epoch;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** The state after that: there may be another reason to hold back. */
    SafeModeState leave(SafeModeExit exit) {
        SafeModeState state = safeMode.state();
        switch (state.mode()) {
            case OFF -> {}
            case STARTING ->
                throw new DfsException(
                        ErrorCode.SAFE_MODE, "there is nothing to leave, this ends by itself: " + state.reason());
            case MASS_LOSS -> leaveMassLoss(state);
            case RESTORED_DATABASE -> acceptDatabase(state, exit);
        }
        return watch.look();
    }

    private void leaveMassLoss(SafeModeState state) {
        transactions.run(
                () -> jdbc.sql("UPDATE cluster SET safe_mode_left_at = CURRENT_TIMESTAMP(6) WHERE singleton = 1")
                        .update());
        LOG.warn("someone ended safe mode ({}): {}", state.mode(), state.reason());
    }

    private void acceptDatabase(SafeModeState state, SafeModeExit exit) {
        if (!exit.acceptRestoredDatabase()) {
            throw new DfsException(ErrorCode.SAFE_MODE, state.reason());
        }
        if (epoch.acceptOldCopy()) {
            LOG.warn("someone accepted the restored database as the truth; all nodes are asked to report their chunks");
        }
    }
}
