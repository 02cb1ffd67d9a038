package io.dfs.metadata.repair;

import io.dfs.common.api.RepairClaimRequest;
import io.dfs.common.api.RepairClaims;
import io.dfs.common.api.RepairClass;
import io.dfs.common.api.RepairTask;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.node.Nodes;
import io.dfs.metadata.node.SafeMode;
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
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Hands due items to workers, the most urgent first. Each claim is a transaction of its own, so workers never wait for each
 * other's rounds in the database.
 */
@Component
class RepairClaimer {

    private static final Logger LOG = LoggerFactory.getLogger(RepairClaimer.class);

    /** Some items can't be done just now, so more are looked at than are wanted, and at least so many at once. */
    private static final int ITEMS_PER_CLAIM = 4;

    private static final int MIN_ITEMS = 50;

    /** How often more items are fetched because all that were there are done or put off. */
    private static final int MAX_PAGES = 10;

    /** How many items may have to wait for busy nodes before no more are looked at. */
    private static final int MAX_WAITING = 300;

    private static final int MAX_WORKER_LENGTH = 255;

    /** One after the other: those who claim at once would plan the same copies, and all but one in vain. */
    private final ReentrantLock oneAtATime = new ReentrantLock();

    private final RepairQueue queue;
    private final ChunkFactsReader chunks;
    private final Nodes nodes;
    private final NodeLoadsReader loads;
    private final SafeMode safeMode;
    private final CopyPlanner planner;
    private final RepairTickets tickets;
    private final Transactions transactions;
    private final DatabaseClock databaseClock;
    private final RepairSettings settings;

    RepairClaimer(
            RepairQueue queue,
            ChunkFactsReader chunks,
            Nodes nodes,
            NodeLoadsReader loads,
            SafeMode safeMode,
            Placement placement,
            RepairTickets tickets,
            Transactions transactions,
            DatabaseClock databaseClock,
            RepairSettings settings,
            BalanceSettings balance) {
        this.queue = queue;
        this.chunks = chunks;
        this.nodes = nodes;
        this.loads = loads;
        this.safeMode = safeMode;
        this.planner = new CopyPlanner(placement, new BalancePlanner(balance), settings);
        this.tickets = tickets;
        this.transactions = transactions;
        this.databaseClock = databaseClock;
        this.settings = settings;
    }

    RepairClaims claim(RepairClaimRequest request) {
        require(request);
        if (safeMode.state().isOn()) {
            return new RepairClaims(List.of());
        }
        oneAtATime.lock();
        try {
            return new RepairClaims(claimed(request));
        } finally {
            oneAtATime.unlock();
        }
    }

    private List<RepairTask> claimed(RepairClaimRequest request) {
        int itemsPerPage = Math.max(MIN_ITEMS, request.limit() * ITEMS_PER_CLAIM);
        List<RepairTask> tasks = new ArrayList<>();
        int waiting = 0;
        for (int page = 0; page < MAX_PAGES && waiting < MAX_WAITING && tasks.isEmpty(); page++) {
            List<WorkItem> items = queue.due(itemsPerPage, waiting);
            if (items.isEmpty()) {
                break;
            }
            waiting += handle(items, request, tasks);
        }
        return tasks;
    }

    /** Adds to {@code tasks}; how many of the items stay due because nodes are busy. */
    private int handle(List<WorkItem> items, RepairClaimRequest request, List<RepairTask> tasks) {
        Round round = round(request.worker(), items);
        int waiting = 0;
        for (WorkItem item : items) {
            if (tasks.size() == request.limit()) {
                break;
            }
            waiting += round.handle(item, tasks) ? 0 : 1;
        }
        return waiting;
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
                chunks.withLeaving(items.stream().map(WorkItem::chunkId).toList());
        boolean evens = items.stream().anyMatch(item -> item.repairClass() == RepairClass.BALANCE);
        CopyScene scene = scene(evens);
        return new Round(worker, databaseClock.instant(), facts, scene);
    }

    private CopyScene scene(boolean evens) {
        var views = nodes.views();
        return new CopyScene(views, queue.copiesUnderWay(), evens ? loads.read(views) : new NodeLoads(views, Map.of()));
    }

    /** What one request sees, and hands out. */
    private final class Round {

        private final String worker;
        private final Instant now;
        private final Map<ChunkId, ChunkFacts> facts;
        private final CopyScene scene;

        Round(String worker, Instant now, Map<ChunkId, ChunkFacts> facts, CopyScene scene) {
            this.worker = worker;
            this.now = now;
            this.facts = facts;
            this.scene = scene;
        }

        /** Whether the item is not due any more. */
        boolean handle(WorkItem item, List<RepairTask> tasks) {
            ChunkFacts chunk = facts.get(item.chunkId());
            return switch (planner.decide(item, chunk, scene)) {
                case Copy copy -> {
                    // A decision to copy is made of a chunk, so there is one.
                    claim(item, Objects.requireNonNull(chunk), copy).ifPresent(tasks::add);
                    yield true;
                }
                case Done(String reason) -> {
                    LOG.info("chunk {} needs no {}: {}", item.chunkId(), item.kind(), reason);
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

        private Optional<RepairTask> claim(WorkItem item, ChunkFacts chunk, Copy copy) {
            Instant until = now.plus(settings.claimDuration());
            if (!transactions.call(() -> hasRoom(copy) && queue.claim(item, worker, until, copy))) {
                return Optional.empty();
            }
            scene.underWay().add(copy.source().id(), copy.target().id(), item.retire(), chunk.lengthBytes());
            LOG.info(
                    "{} {} of chunk {} from {} to {} by {}",
                    copy.repairClass(),
                    item.kind(),
                    chunk.id(),
                    copy.source().name(),
                    copy.target().name(),
                    worker);
            return Optional.of(task(item, chunk, copy, until));
        }

        /** Again, with the nodes locked: another service may have claimed for them since this round has looked. */
        private boolean hasRoom(Copy copy) {
            queue.lockNodes(copy.source().id(), copy.target().id());
            CopiesUnderWay underWay = queue.copiesUnderWay();
            return underWay.from(copy.source().id()) < settings.maxCopiesPerSource(copy.repairClass())
                    && underWay.to(copy.target().id()) < settings.maxCopiesPerTarget(copy.repairClass());
        }

        private RepairTask task(WorkItem item, ChunkFacts chunk, Copy copy, Instant until) {
            return new RepairTask(
                    item.id(),
                    item.fence() + 1,
                    copy.repairClass(),
                    chunk.id(),
                    chunk.lengthBytes(),
                    chunk.crc32c(),
                    copy.source(),
                    copy.target(),
                    tickets.copy(chunk, copy.source(), copy.target()),
                    until);
        }
    }
}
