package io.dfs.metadata.removal;

import io.dfs.common.api.LedgerEntry;
import io.dfs.common.api.RemovalState;
import io.dfs.common.id.ChunkId;
import io.dfs.metadata.cluster.ForgottenPeriods;
import io.dfs.metadata.database.Cursor;
import io.dfs.metadata.database.SqlLists;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.node.Nodes;
import io.dfs.metadata.removal.DueRules.Decision;
import io.dfs.metadata.time.DatabaseClock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Takes removals whose time has come one step on, with a proof that is of this moment (I-4). */
@Component
public class DueRemovals {

    /** What one round did. {@code more} tells that another has work at once. */
    public record Outcome(int unlinks, int restores, boolean more) {}

    private static final Logger LOG = LoggerFactory.getLogger(DueRemovals.class);

    private static final int PER_TRANSACTION = 100;

    private record Tally(int unlinks, int restores) {

        Tally plus(Tally other) {
            return new Tally(unlinks + other.unlinks, restores + other.restores);
        }
    }

    private final RemovalTable removals;
    private final Ledger ledger;
    private final ChunkProofs chunks;
    private final UnknownChunksReader unknownChunks;
    private final ForgottenPeriods forgotten;
    private final Nodes nodes;
    private final Transactions transactions;
    private final DatabaseClock clock;
    private final JdbcClient jdbc;
    private final QuarantineSettings settings;
    private final Cursor due = new Cursor();
    private final Cursor safetyNet = new Cursor();

    DueRemovals(
            RemovalTable removals,
            Ledger ledger,
            ChunkProofs chunks,
            UnknownChunksReader unknownChunks,
            ForgottenPeriods forgotten,
            Nodes nodes,
            Transactions transactions,
            DatabaseClock clock,
            JdbcClient jdbc,
            QuarantineSettings settings) {
        this.removals = removals;
        this.ledger = ledger;
        this.chunks = chunks;
        this.unknownChunks = unknownChunks;
        this.forgotten = forgotten;
        this.nodes = nodes;
        this.transactions = transactions;
        this.clock = clock;
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /**
     * Examines up to {@code limit} removals whose quarantine is over or whose order is old, and as many others, in turn, for
     * chunks that can't be read any more but for what lies in quarantine.
     */
    public Outcome take(int limit) {
        Moment moment = new Moment(clock.instant(), nodes.views(), unknownChunks.byNode(), forgotten.all(), settings);
        List<UUID> dueIds = due.next(limit, after -> dueIds(moment, after, limit));
        Tally taken = examine(dueIds, moment);
        Tally netted = examine(safetyNet.next(limit, after -> quarantinedIds(after, limit)), moment);
        Tally all = taken.plus(netted);
        return new Outcome(all.unlinks(), all.restores(), dueIds.size() == limit && taken.unlinks() > 0);
    }

    private Tally examine(List<UUID> ids, Moment moment) {
        Tally tally = new Tally(0, 0);
        for (List<UUID> part : SqlLists.parts(ids, PER_TRANSACTION)) {
            tally = tally.plus(transactions.call(() -> decide(part, moment)));
        }
        return tally;
    }

    private Tally decide(List<UUID> ids, Moment moment) {
        Set<ChunkId> chunkIds =
                removals.find(ids).stream().map(Removal::chunkId).collect(Collectors.toSet());
        Map<ChunkId, ChunkProof> proofs = chunks.lock(chunkIds);
        Tally tally = new Tally(0, 0);
        for (Removal removal : removals.lock(ids)) {
            // What another service has just taken on is not old any more.
            if (moment.concerns(removal)) {
                tally = tally.plus(carryOut(removal, moment.decide(removal, proofs.get(removal.chunkId()))));
            }
        }
        return tally;
    }

    private Tally carryOut(Removal removal, Decision decision) {
        return switch (decision) {
            case Decision.Unlink(String proof) -> {
                proceed(removal, proof);
                yield new Tally(isInQuarantine(removal) ? 1 : 0, 0);
            }
            case Decision.Restore(String _) when removal.state() == RemovalState.RESTORING -> new Tally(0, 0);
            case Decision.Restore(String why) -> {
                move(removal, RemovalState.RESTORING, LedgerEntry.Step.RESTORING, why);
                LOG.warn("chunk {} comes back from quarantine: {}", removal.chunkId(), why);
                yield new Tally(0, 1);
            }
            case Decision.Keep(String why) -> {
                if (removal.state() == RemovalState.UNLINKING) {
                    move(removal, RemovalState.QUARANTINED, LedgerEntry.Step.QUARANTINED, "not unlinked: " + why);
                }
                yield new Tally(0, 0);
            }
        };
    }

    private static boolean isInQuarantine(Removal removal) {
        return removal.state() == RemovalState.QUARANTINED || removal.state() == RemovalState.RESTORING;
    }

    /** An order that is only renewed is no new step. */
    private void proceed(Removal removal, String proof) {
        switch (removal.state()) {
            case QUARANTINED, RESTORING -> move(removal, RemovalState.UNLINKING, LedgerEntry.Step.UNLINKING, proof);
            case REQUESTED, UNLINKING ->
                removals.move(removal, removal.state(), removal.lengthBytes(), removal.lastError());
        }
    }

    private void move(Removal removal, RemovalState to, LedgerEntry.Step step, String detail) {
        removals.move(removal, to, removal.lengthBytes(), null);
        ledger.write(List.of(new Ledger.Line(removal, step, detail)));
    }

    private List<UUID> dueIds(Moment moment, UUID after, int limit) {
        List<byte[]> healthy = moment.healthyNodes();
        if (healthy.isEmpty()) {
            return List.of();
        }
        List<byte[]> pressed = moment.pressedNodes();
        String sql = """
                SELECT id FROM removal
                 WHERE id > :after AND node_id IN (:healthy)
                   AND ((state = 'QUARANTINED' OR state = 'RESTORING' AND last_error IS NOT NULL) AND changed_at <= :over
                        OR state = 'QUARANTINED' AND released_by IS NOT NULL AND changed_at <= :overIfReleased
                        OR state IN ('UNLINKING', 'REQUESTED') AND changed_at <= :old
                        %s)
                 ORDER BY id LIMIT :limit""".formatted(
                        pressed.isEmpty()
                                ? ""
                                : "OR state = 'QUARANTINED' AND changed_at <= :overIfPressed AND node_id IN (:pressed)");
        JdbcClient.StatementSpec query = jdbc.sql(sql)
                .param("after", SqlValues.bytes(after))
                .param("healthy", healthy)
                .param("over", SqlValues.time(moment.now().minus(settings.quarantine())))
                .param("overIfReleased", SqlValues.time(moment.now().minus(Releases.shortened(settings.quarantine()))))
                .param("old", SqlValues.time(moment.now().minus(RemovalTable.ORDER_LIFETIME)))
                .param("limit", limit);
        if (!pressed.isEmpty()) {
            query = query.param("overIfPressed", SqlValues.time(moment.now().minus(settings.minQuarantine())))
                    .param("pressed", pressed);
        }
        return ids(query);
    }

    private List<UUID> quarantinedIds(UUID after, int limit) {
        return ids(
                jdbc.sql("SELECT id FROM removal WHERE state = 'QUARANTINED' AND id > :after ORDER BY id LIMIT :limit")
                        .param("after", SqlValues.bytes(after))
                        .param("limit", limit));
    }

    private static List<UUID> ids(JdbcClient.StatementSpec query) {
        return query.query((row, _) -> SqlValues.uuid(row.getBytes(1))).list();
    }
}
