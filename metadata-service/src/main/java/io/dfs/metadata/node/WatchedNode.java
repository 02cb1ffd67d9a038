package io.dfs.metadata.node;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeHealth;
import java.time.Instant;

/**
 * A node as safe mode sees it.
 *
 * @param expected in service, and not announced to be away
 * @param registeredAt when it last started
 * @param deadFrom from when on it counts as dead if it stays silent
 * @param deadBefore whether that was before the service began to listen
 */
record WatchedNode(
        String name,
        NodeHealth health,
        boolean expected,
        Instant registeredAt,
        Instant lastHeartbeatAt,
        Instant deadFrom,
        boolean deadBefore) {

    /** What the database has of a node's life. */
    record Life(Instant registeredAt, Instant lastHeartbeatAt, Absence absence) {}

    /** No one dies of what the service could not hear: its own silence gives each node another while. */
    static WatchedNode of(NodeView view, Life life, Listening.Span heard, Instant now, Liveness liveness) {
        Instant deadFrom = liveness.deadFrom(life.lastHeartbeatAt(), life.absence());
        boolean deadBefore = !deadFrom.isAfter(heard.heardUntil());
        Instant earliest = heard.since().plus(liveness.deadAfter());
        return new WatchedNode(
                view.address().name(),
                view.health(),
                view.adminState() == AdminState.IN_SERVICE && !life.absence().isAwayAt(now),
                life.registeredAt(),
                life.lastHeartbeatAt(),
                deadBefore || deadFrom.isAfter(earliest) ? deadFrom : earliest,
                deadBefore);
    }
}
