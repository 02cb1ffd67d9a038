package io.dfs.metadata.node;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What excuses a node's silence.
 *
 * @param awayUntil it said that it stops, and has not been heard of since; null if not
 * @param inMaintenance whether people have put it into maintenance
 * @param maintenanceUntil when that ends by itself; null for when someone ends it
 */
public record Absence(
        @Nullable Instant awayUntil,
        boolean inMaintenance,
        @Nullable Instant maintenanceUntil) {

    public static final Absence NONE = new Absence(null, false, null);

    public boolean isAwayAt(Instant now) {
        return awayUntil != null && now.isBefore(awayUntil);
    }

    public boolean isInMaintenanceAt(Instant now) {
        return inMaintenance && (maintenanceUntil == null || now.isBefore(maintenanceUntil));
    }

    public boolean isExcusedAt(Instant now) {
        return isAwayAt(now) || isInMaintenanceAt(now);
    }

    /** The later end of both; {@link Instant#MIN} without an excuse, {@link Instant#MAX} if it has no end. */
    Instant excusedUntil() {
        Instant away = awayUntil == null ? Instant.MIN : awayUntil;
        Instant maintenance = maintenanceEnd();
        return away.isAfter(maintenance) ? away : maintenance;
    }

    private Instant maintenanceEnd() {
        if (!inMaintenance) {
            return Instant.MIN;
        }
        return maintenanceUntil == null ? Instant.MAX : maintenanceUntil;
    }
}
