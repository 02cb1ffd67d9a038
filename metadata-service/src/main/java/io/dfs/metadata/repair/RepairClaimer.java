package io.dfs.metadata.repair;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.RepairClaimRequest;
import io.dfs.common.api.RepairClaims;
import io.dfs.common.api.RepairClass;
import io.dfs.common.api.RepairTask;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.node.Nodes;
import io.dfs.metadata.placement.Placement;
import io.dfs.metadata.repair.CopyDecision.Copy;
import io.dfs.metadata.repair.CopyDecision.Done;
import io.dfs.metadata.repair.CopyDecision.Postpone;
import io.dfs.metadata.repair.CopyDecision.Wait;
import io.dfs.metadata.time.DatabaseClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Hands due items to workers. Each claim is a transaction of its own, so workers never wait for each other's rounds. */
@Component
class RepairClaimer {

    private static final Logger LOG = LoggerFactory.getLogger(RepairClaimer.class);

    /** Some items can't be done just now, so more are looked at than are wanted, and at least so many at once. */
    private static final int ITEMS_PER_CLAIM = 4;

    private static final int MIN_ITEMS = 50;

    /** How often more items are fetched because all that were there are done or put off. */
    private static final int MAX_PAGES = 10;

    private static final int MAX_WORKER_LENGTH = 255;

    private final RepairQueue queue;
    private final ChunkFactsReader chunks;
    private final Nodes nodes;
    private final CopyPlanner planner;
    private final RepairTickets tickets;
    private final Transactions transactions;
    private final DatabaseClock databaseClock;
    private final RepairSettings settings;

    RepairClaimer(
            RepairQueue queue,
            ChunkFactsReader chunks,
            Nodes nodes,
            Placement placement,
            RepairTickets tickets,
            Transactions transactions,
            DatabaseClock databaseClock,
            RepairSettings settings) {
        this.queue = queue;
        this.chunks = chunks;
        this.nodes = nodes;
        this.planner = new CopyPlanner(placement, settings);
        this.tickets = tickets;
        this.transactions = transactions;
        this.databaseClock = databaseClock;
        this.settings = settings;
    }

    RepairClaims claim(RepairClaimRequest request) {
        require(request);
        int itemsPerPage = Math.max(MIN_ITEMS, request.limit() * ITEMS_PER_CLAIM);
        List<RepairTask> tasks = new ArrayList<>();
        for (int page = 0; page < MAX_PAGES; page++) {
            List<WorkItem> items = queue.due(itemsPerPage);
            boolean allSettled = !items.isEmpty() && handle(items, request, tasks);
            if (!allSettled || !tasks.isEmpty()) {
                break;
            }
        }
        return new RepairClaims(tasks);
    }

    /** Adds to {@code tasks}; whether none of the items is due any more, so that others come to the front. */
    private boolean handle(List<WorkItem> items, RepairClaimRequest request, List<RepairTask> tasks) {
        Round round = round(request.worker(), items);
        boolean allSettled = true;
        for (WorkItem item : items) {
            if (tasks.size() == request.limit()) {
                break;
            }
            allSettled &= round.handle(item, tasks);
        }
        return allSettled;
    }

    private void require(RepairClaimRequest request) {
        String worker = request.worker();
        if (worker == null || worker.isBlank() || worker.length() > MAX_WORKER_LENGTH) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "worker says who claims, in 1 to %d characters".formatted(MAX_WORKER_LENGTH));
        }
        if (request.limit() < 1 || request.limit() > settings.maxClaims()) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "limit is %d; 1 to %d are allowed".formatted(request.limit(), settings.maxClaims()));
        }
    }

    private Round round(String worker, List<WorkItem> items) {
        Map<ChunkId, ChunkFacts> facts =
                chunks.of(items.stream().map(WorkItem::chunkId).toList());
        return new Round(worker, databaseClock.instant(), facts, nodes.views(), queue.copiesUnderWay());
    }

    /** What one request sees, and hands out. */
    private final class Round {

        private final String worker;
        private final Instant now;
        private final Map<ChunkId, ChunkFacts> facts;
        private final Map<NodeId, NodeView> views;
        private final CopiesUnderWay underWay;

        Round(
                String worker,
                Instant now,
                Map<ChunkId, ChunkFacts> facts,
                Map<NodeId, NodeView> views,
                CopiesUnderWay underWay) {
            this.worker = worker;
            this.now = now;
            this.facts = facts;
            this.views = views;
            this.underWay = underWay;
        }

        /** Whether the item is not due any more. */
        boolean handle(WorkItem item, List<RepairTask> tasks) {
            ChunkFacts chunk = facts.get(item.chunkId());
            return switch (planner.decide(item, chunk, views, underWay)) {
                case Copy(NodeAddress source, NodeAddress target) -> {
                    // A decision to copy is made of a chunk, so there is one.
                    claim(item, Objects.requireNonNull(chunk), source, target).ifPresent(tasks::add);
                    yield true;
                }
                case Done(String reason) -> {
                    LOG.info("chunk {} needs no repair: {}", item.chunkId(), reason);
                    transactions.run(() -> queue.removeUnclaimed(item));
                    yield true;
                }
                case Postpone(String reason) -> {
                    LOG.debug("chunk {} can't be repaired now: {}", item.chunkId(), reason);
                    transactions.run(() -> queue.postpone(item, now.plus(settings.recheckDelay()), reason));
                    yield true;
                }
                case Wait _ -> false;
            };
        }

        private Optional<RepairTask> claim(WorkItem item, ChunkFacts chunk, NodeAddress source, NodeAddress target) {
            Instant until = now.plus(settings.claimDuration());
            if (!transactions.call(() -> queue.claim(item, worker, until, source, target))) {
                return Optional.empty();
            }
            underWay.add(source.id(), target.id(), chunk.lengthBytes());
            return Optional.of(new RepairTask(
                    item.id(),
                    item.fence() + 1,
                    RepairClass.UNDER_REPLICATED,
                    chunk.id(),
                    chunk.lengthBytes(),
                    chunk.crc32c(),
                    source,
                    target,
                    tickets.copy(chunk, source, target),
                    until));
        }
    }
}
