package io.dfs.metadata.report;

import io.dfs.common.api.ChunkReportPage;
import io.dfs.common.api.ChunkReportReply;
import io.dfs.common.api.ChunkReportStart;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.limits.Limits;
import io.dfs.metadata.report.PageMerge.Recorded;
import io.dfs.metadata.report.PageMerge.Reported;
import io.dfs.metadata.report.PageMerge.Unrecorded;
import io.dfs.metadata.time.DatabaseClock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * Merges the pages of chunk reports. Nothing is kept between pages: each one is compared with what is recorded in its range
 * of ids, so pages may come twice (I-8) and several nodes report at once. What a page reads it reads in bounded batches, and
 * what it finds is written in short transactions that decide again on the rows that they change.
 */
@Service
class ChunkReports {

    private static final Logger LOG = LoggerFactory.getLogger(ChunkReports.class);

    /** Recorded replicas in the memory at once; a page's usually fit into one batch. */
    private static final int BATCH = 2 * Limits.MAX_CHUNKS_PER_REPORT_PAGE;

    private final ReportTable table;
    private final ReportChanges changes;
    private final Transactions transactions;
    private final DatabaseClock clock;

    ChunkReports(ReportTable table, ReportChanges changes, Transactions transactions, DatabaseClock clock) {
        this.table = table;
        this.changes = changes;
        this.transactions = transactions;
        this.clock = clock;
    }

    ChunkReportStart start(NodeId node) {
        return transactions.call(() -> {
            registration(node);
            return new ChunkReportStart(Ids.next(), clock.instant());
        });
    }

    ChunkReportReply merge(NodeId node, ChunkReportPage page) {
        requireCurrent(node, page);
        PageRules.check(page, transactions.call(clock::instant));
        Set<ChunkId> unrecorded = new HashSet<>(page.chunks());
        int missing = compareRecorded(node, page, unrecorded);
        Unrecorded found = judge(node, page, unrecorded);
        changes.adopt(node, found.adopted(), Reported.of(page).failing());
        changes.giveUp(node, found.reclaimed());
        changes.claim(node, found.unknown());
        changes.takeQuarantined(node, page.quarantined());
        transactions.run(() -> {
            table.dropOrphansNotSeenSince(page.startedAt(), node, page.after(), page.through());
            if (page.through() == null) {
                table.finish(node, page.startedAt());
            }
        });
        ChunkReportReply reply = new ChunkReportReply(
                found.adopted().size(), missing, found.unknown().size());
        tell(node, page, reply);
        return reply;
    }

    /** Removes from {@code unrecorded} what turns out to be recorded. Returns how many replicas are missing. */
    private int compareRecorded(NodeId node, ChunkReportPage page, Set<ChunkId> unrecorded) {
        Reported reported = Reported.of(page);
        Instant startedAt = page.startedAt();
        int missing = 0;
        for (ReplicaState state : ReplicaState.values()) {
            ChunkId after = page.after();
            List<RecordedReplica> batch;
            do {
                ChunkId from = after;
                batch = transactions.call(() -> table.recorded(node, state, from, page.through(), BATCH));
                Recorded found = PageMerge.recorded(reported, state, batch, startedAt);
                changes.miss(node, found.missing(), startedAt);
                changes.fail(node, found.failing(), startedAt);
                changes.takeBack(node, found.back(), startedAt);
                unrecorded.removeAll(found.seen());
                missing += found.missing().size();
                after = batch.isEmpty() ? after : batch.getLast().chunkId();
            } while (batch.size() == BATCH);
        }
        return missing;
    }

    private Unrecorded judge(NodeId node, ChunkReportPage page, Set<ChunkId> unrecorded) {
        List<ChunkId> inOrder =
                page.chunks().stream().filter(unrecorded::contains).toList();
        return transactions.call(
                () -> PageMerge.unrecorded(inOrder, table.standings(inOrder), table.leaving(node, inOrder)));
    }

    private void requireCurrent(NodeId node, ChunkReportPage page) {
        long current = transactions.call(() -> registration(node));
        if (page.epoch() != current) {
            throw new DfsException(
                    ErrorCode.NODE_UNKNOWN,
                    "the page is of registration %d of node %s, and the last one is %d: register again, then report"
                            .formatted(page.epoch(), node, current));
        }
    }

    private long registration(NodeId node) {
        return table.registration(node)
                .orElseThrow(() -> new DfsException(
                        ErrorCode.NODE_UNKNOWN, "no node %s is registered: register first".formatted(node)));
    }

    private static void tell(NodeId node, ChunkReportPage page, ChunkReportReply reply) {
        if (reply.adopted() + reply.missing() + reply.unknown() > 0) {
            LOG.warn(
                    "node {} reported {} chunks up to {}: {} adopted, {} missing, {} unknown",
                    node,
                    page.chunks().size(),
                    page.through() == null ? "the last" : page.through(),
                    reply.adopted(),
                    reply.missing(),
                    reply.unknown());
        }
    }
}
