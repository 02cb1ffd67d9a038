package io.dfs.metadata.cluster;

import io.dfs.common.api.NodeHealth;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.limits.Limits;
import io.dfs.metadata.time.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Tells a database from an older copy of itself: its epoch is raised all the time, nodes remember the highest one that they
 * were told, and tell it with their heartbeats.
 */
@Component
public class MetadataEpoch {

    private static final Logger LOG = LoggerFactory.getLogger(MetadataEpoch.class);

    /** The next raise is half of this away, so allocations may come for so long after one. */
    private static final Duration IN_USE_AFTER_RAISE = Duration.ofMinutes(1);

    /** Rows that one transaction changes: few enough for it to be short. */
    private static final int BATCH = 1000;

    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final NodeDirectory nodes;
    private final ForgottenPeriods forgotten;
    private final DatabaseClock clock;
    private final Limits limits;

    MetadataEpoch(
            JdbcClient jdbc,
            Transactions transactions,
            NodeDirectory nodes,
            ForgottenPeriods forgotten,
            DatabaseClock clock,
            Limits limits) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.nodes = nodes;
        this.forgotten = forgotten;
        this.clock = clock;
        this.limits = limits;
    }

    public ClusterFacts facts() {
        return jdbc.sql("""
                        SELECT epoch, seen_epoch, old_copy_since, reports_wanted_at, mass_loss_at, safe_mode_left_at
                          FROM cluster WHERE singleton = 1""")
                .query((row, _) -> new ClusterFacts(
                        row.getLong("epoch"),
                        row.getLong("seen_epoch"),
                        SqlValues.instantOrNull(row, "old_copy_since"),
                        SqlValues.instantOrNull(row, "reports_wanted_at"),
                        SqlValues.instantOrNull(row, "mass_loss_at"),
                        SqlValues.instantOrNull(row, "safe_mode_left_at")))
                .single();
    }

    @Scheduled(fixedRateString = "${dfs.epoch-interval:30s}")
    void tick() {
        try {
            raise();
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("can't raise the metadata epoch: {}", e.getMessage());
        }
    }

    /**
     * Only while nodes are heard: a restored copy that ran alone for a while would otherwise overtake what they have seen, and
     * be taken for the newer one. And never once it is known to be an old copy.
     */
    void raise() {
        boolean heard = nodes.nodes().values().stream().anyMatch(node -> node.health() == NodeHealth.HEALTHY);
        if (heard) {
            transactions.run(this::raiseWithinTransaction);
        }
    }

    private void raiseWithinTransaction() {
        Instant now = clock.instant();
        Optional<Instant> lastRaised = jdbc.sql("SELECT epoch_raised_at FROM cluster WHERE singleton = 1 FOR UPDATE")
                .query((row, _) -> Optional.ofNullable(SqlValues.instantOrNull(row, "epoch_raised_at")))
                .single();
        int raised = jdbc.sql("""
                        UPDATE cluster SET epoch = epoch + 1, epoch_raised_at = ?
                         WHERE singleton = 1 AND seen_epoch <= epoch""").param(SqlValues.time(now)).update();
        if (raised == 1) {
            lastRaised
                    .filter(last -> Duration.between(last, now).compareTo(IN_USE_AFTER_RAISE.multipliedBy(2)) > 0)
                    .ifPresent(last -> notInUse(last.plus(IN_USE_AFTER_RAISE), now));
        }
    }

    /**
     * Makes a database newer than the one that it was copied from: as soon as nodes were told of its epoch they know the other
     * one as an old copy. If the other one was an old copy itself, this one is it, too.
     *
     * @param jdbc of that database, in which no service runs
     */
    public static void overtake(JdbcClient jdbc) {
        // What nodes are told is one less than what is stored.
        jdbc.sql("UPDATE cluster SET epoch = epoch + 2 WHERE singleton = 1 AND seen_epoch <= epoch")
                .update();
    }

    /**
     * Nothing can have been allocated by means of this database in that time. If nodes have chunks of it all the same, a newer
     * database was in use then, and this is an older copy, whatever the nodes remember.
     */
    private void notInUse(Instant since, Instant until) {
        LOG.info("this database was not in use from {} to {}", since, until);
        forgotten.add(since, until);
    }

    /** Within the caller's transaction: a node told of this epoch. A statement only if that is news. */
    public void seen(long epoch, ClusterFacts known) {
        if (epoch <= known.seenEpoch()) {
            return;
        }
        jdbc.sql("""
                        UPDATE cluster
                           SET old_copy_since = CASE WHEN ? <= epoch THEN old_copy_since
                                                     ELSE COALESCE(old_copy_since, CURRENT_TIMESTAMP(6)) END,
                               seen_epoch = ?
                         WHERE singleton = 1 AND seen_epoch < ?""").params(epoch, epoch, epoch).update();
    }

    /**
     * Makes this database the truth again: nodes take orders from it, and are asked to report all their chunks. What was
     * allocated up to now and is unknown to it is held, and its trash is kept as if it had been filled now. Says whether it
     * was an old copy.
     */
    public boolean acceptOldCopy() {
        Instant now = clock.instant();
        if (facts().seenEpoch() > facts().epoch()) {
            keepTrash(now.plus(limits.trashRetention()));
            keepUnreferenced(now);
        }
        return transactions.call(() -> {
            boolean wasOldCopy = jdbc.sql("""
                            UPDATE cluster SET epoch = seen_epoch + 2, old_copy_since = NULL, reports_wanted_at = ?,
                                   epoch_raised_at = ?
                             WHERE singleton = 1 AND seen_epoch > epoch""")
                            .params(SqlValues.time(now), SqlValues.time(now))
                            .update()
                    == 1;
            if (wasOldCopy) {
                forgotten.add(Instant.EPOCH, now);
                // Whom an admin trusted when the copy was made has chunks since then that the copy does not know.
                jdbc.sql("UPDATE node SET orphans_accepted_at = NULL").update();
            }
            return wasOldCopy;
        });
    }

    /** What was undeleted after the copy was made is in the trash again, and would be purged at once if the copy is old. */
    private void keepTrash(Instant until) {
        inBatches("UPDATE trash SET expires_at = ? WHERE expires_at < ? LIMIT " + BATCH, until);
    }

    /** What was committed after the copy was made is unreferenced again, and would be reclaimed at once if the copy is old. */
    private void keepUnreferenced(Instant now) {
        inBatches(
                "UPDATE chunk SET unreferenced_since = ?, released_by = NULL"
                        + " WHERE unreferenced_since < ? AND reclaimed_at IS NULL LIMIT " + BATCH,
                now);
    }

    /** In transactions of their own, because there may be millions: anyone who asks again continues. */
    private void inBatches(String sql, Instant time) {
        int changed;
        do {
            changed = transactions.call(() -> jdbc.sql(sql)
                    .params(SqlValues.time(time), SqlValues.time(time))
                    .update());
        } while (changed == BATCH);
    }
}
