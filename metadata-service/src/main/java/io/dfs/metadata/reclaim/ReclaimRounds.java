package io.dfs.metadata.reclaim;

import io.dfs.common.api.ReclaimRound;
import io.dfs.common.api.SafeModeState;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.namespace.TrashPurge;
import io.dfs.metadata.node.Drains;
import io.dfs.metadata.node.Nodes;
import io.dfs.metadata.node.SafeMode;
import io.dfs.metadata.removal.DepartedNodes;
import io.dfs.metadata.removal.DueRemovals;
import io.dfs.metadata.removal.Ledger;
import io.dfs.metadata.removal.Releases;
import io.dfs.metadata.repeat.AnsweredRequests;
import io.dfs.metadata.time.DatabaseClock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * One round of reclaiming: small steps, each bounded and each in transactions of its own, so that a round may end anywhere and
 * two may run at once. A step finds its work in the database's rows and proves it there again, with the rows locked.
 */
@Component
class ReclaimRounds {

    private static final Logger LOG = LoggerFactory.getLogger(ReclaimRounds.class);

    /** Rows that a step of a round looks at, at most. */
    private static final int LIMIT = 500;

    private static final ReclaimRound NOTHING = new ReclaimRound(0, 0, 0, 0, List.of(), false);

    private final SafeMode safeMode;
    private final ClockJumps clockJumps;
    private final TrashPurge trash;
    private final UnreferencedChunks unreferenced;
    private final ChunkSweep sweep;
    private final Orphans orphans;
    private final DueRemovals dueRemovals;
    private final DepartedNodes departedNodes;
    private final Drains drains;
    private final Ledger ledger;
    private final AnsweredRequests answered;
    private final Nodes nodes;
    private final Transactions transactions;
    private final DatabaseClock clock;
    private final ReclaimSettings settings;

    ReclaimRounds(
            SafeMode safeMode,
            ClockJumps clockJumps,
            TrashPurge trash,
            UnreferencedChunks unreferenced,
            ChunkSweep sweep,
            Orphans orphans,
            DueRemovals dueRemovals,
            DepartedNodes departedNodes,
            Drains drains,
            Ledger ledger,
            AnsweredRequests answered,
            Nodes nodes,
            Transactions transactions,
            DatabaseClock clock,
            ReclaimSettings settings) {
        this.safeMode = safeMode;
        this.clockJumps = clockJumps;
        this.trash = trash;
        this.unreferenced = unreferenced;
        this.sweep = sweep;
        this.orphans = orphans;
        this.dueRemovals = dueRemovals;
        this.departedNodes = departedNodes;
        this.drains = drains;
        this.ledger = ledger;
        this.answered = answered;
        this.nodes = nodes;
        this.transactions = transactions;
        this.clock = clock;
        this.settings = settings;
    }

    ReclaimRound run() {
        SafeModeState state = safeMode.state();
        if (state.isOn()) {
            LOG.debug("nothing is reclaimed in safe mode ({}): {}", state.mode(), state.reason());
            return NOTHING;
        }
        Instant begin = clock.instant();
        // Also here, and not only now and then: the clock may have jumped just before.
        clockJumps.look(begin, System.nanoTime());
        Optional<Instant> paused = clockJumps.pausedUntil(begin);
        if (paused.isPresent()) {
            LOG.debug("nothing is reclaimed until {}: the database's clock jumped", paused.get());
            return NOTHING;
        }
        int purged = trash.purge(LIMIT);
        int swept = sweep.examineNext(LIMIT * 2);
        int newlyUnreferenced = unreferenced.countSince(begin);
        UnreferencedChunks.Outcome givenUp = unreferenced.giveUp(
                begin.minus(settings.unreferencedGrace()),
                begin.minus(Releases.shortened(settings.unreferencedGrace())),
                LIMIT);
        int orphaned = orphans.send(begin.minus(settings.orphanAge()), LIMIT);
        DueRemovals.Outcome due = dueRemovals.take(LIMIT);
        departedNodes.forget(nodes.views().keySet(), LIMIT);
        int dropped = transactions.call(() -> ledger.dropBefore(begin.minus(settings.ledgerRetention()), LIMIT));
        int forgotten = answered.forgetOld(begin, LIMIT);
        boolean more = purged > 0
                || givenUp.more()
                || orphaned == LIMIT
                || due.more()
                || dropped == LIMIT
                || forgotten == LIMIT;
        ReclaimRound round = new ReclaimRound(
                purged, newlyUnreferenced, swept + givenUp.removals() + orphaned, due.unlinks(), drains.finish(), more);
        LOG.debug("{}", round);
        return round;
    }
}
