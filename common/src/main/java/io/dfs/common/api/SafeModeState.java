package io.dfs.common.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether the cluster holds back. In safe mode it serves what it can; nothing is repaired and nothing removed.
 *
 * @param reason for people; empty if the mode is OFF
 * @param since by the database's clock; null if the mode is OFF
 */
public record SafeModeState(
        Mode mode, String reason, @Nullable Instant since) {

    public enum Mode {
        OFF,
        /** The service has only just begun to listen. */
        STARTING,
        /** More than a third of the nodes vanished at once. Ends by itself. */
        MASS_LOSS,
        /** The database is older than what its nodes have seen. Ends when a person says so. */
        RESTORED_DATABASE
    }

    public boolean isOn() {
        return mode != Mode.OFF;
    }
}
