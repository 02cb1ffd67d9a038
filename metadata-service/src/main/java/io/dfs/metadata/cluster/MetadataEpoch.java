package io.dfs.metadata.cluster;

import io.dfs.common.api.NodeHealth;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
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

    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final NodeDirectory nodes;

    MetadataEpoch(JdbcClient jdbc, Transactions transactions, NodeDirectory nodes) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.nodes = nodes;
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
            transactions.run(
                    () -> jdbc.sql("UPDATE cluster SET epoch = epoch + 1 WHERE singleton = 1 AND seen_epoch <= epoch")
                            .update());
        }
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
     * Makes this database the truth again: nodes take orders from it, and are asked to report all their chunks. Says whether it
     * was an old copy.
     */
    public boolean acceptOldCopy() {
        return transactions.call(() -> jdbc.sql("""
                        UPDATE cluster SET epoch = seen_epoch + 2, old_copy_since = NULL,
                               reports_wanted_at = CURRENT_TIMESTAMP(6)
                         WHERE singleton = 1 AND seen_epoch > epoch""").update() == 1);
    }
}
