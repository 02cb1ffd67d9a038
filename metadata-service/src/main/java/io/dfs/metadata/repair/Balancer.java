package io.dfs.metadata.repair;

import io.dfs.common.api.BalanceRound;
import io.dfs.common.api.RepairClass;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.node.Nodes;
import io.dfs.metadata.node.SafeMode;
import io.dfs.metadata.repair.BalancePlanner.Outlook;
import io.dfs.metadata.repair.RepairQueue.Move;
import io.dfs.metadata.repair.RepairQueue.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Lets replicas move from fuller to emptier nodes, a few at a time, while nothing more urgent is to be done. */
@Component
class Balancer {

    private static final Logger LOG = LoggerFactory.getLogger(Balancer.class);

    /** Nodes that one round looks at; the next round begins with the fullest again. */
    private static final int MAX_GIVERS = 5;

    private static final int CHUNKS_PER_GIVER = 200;

    /** Where to go on among a node's chunks, so that those that can't move keep no others back. Lost harmlessly. */
    private final Map<NodeId, ChunkId> lookedUpTo = new ConcurrentHashMap<>();

    private final ChunkFactsReader chunks;
    private final RepairQueue queue;
    private final Nodes nodes;
    private final NodeLoadsReader loadsReader;
    private final SafeMode safeMode;
    private final Transactions transactions;
    private final BalanceSettings settings;
    private final BalancePlanner planner;

    Balancer(
            ChunkFactsReader chunks,
            RepairQueue queue,
            Nodes nodes,
            NodeLoadsReader loadsReader,
            SafeMode safeMode,
            Transactions transactions,
            BalanceSettings settings) {
        this.chunks = chunks;
        this.queue = queue;
        this.nodes = nodes;
        this.loadsReader = loadsReader;
        this.safeMode = safeMode;
        this.transactions = transactions;
        this.settings = settings;
        this.planner = new BalancePlanner(settings);
    }

    BalanceRound runOnce() {
        if (!settings.enabled()) {
            return new BalanceRound(0, "balancing is switched off");
        }
        if (safeMode.state().isOn()) {
            return new BalanceRound(0, "safe mode: " + safeMode.state().reason());
        }
        if (queue.hasUrgentWork()) {
            return new BalanceRound(0, "repair comes first");
        }
        Map<NodeId, NodeView> views = nodes.views();
        List<Move> moves = queue.balanceMoves(settings.maxMoves());
        NodeLoads loads = loadsReader.read(views);
        moves.forEach(move -> loads.move(move.from(), move.to(), move.lengthBytes()));
        return plan(views, loads, settings.maxMoves() - moves.size());
    }

    private BalanceRound plan(Map<NodeId, NodeView> views, NodeLoads loads, int budget) {
        Outlook outlook = planner.outlook(loads);
        if (outlook.givers().isEmpty()) {
            return new BalanceRound(0, outlook.verdict());
        }
        if (budget <= 0) {
            return new BalanceRound(0, outlook.verdict() + "; %d moves are under way".formatted(settings.maxMoves()));
        }
        lookedUpTo.keySet().retainAll(views.keySet());
        List<Wanted> moves = new ArrayList<>();
        for (NodeView giver : outlook.givers().stream().limit(MAX_GIVERS).toList()) {
            addMoves(giver, views, loads, budget, moves);
        }
        transactions.run(() -> queue.addNew(moves));
        if (!moves.isEmpty()) {
            LOG.info("{} replicas are to move: {}", moves.size(), outlook.verdict());
        }
        String none = "; none of the %d chunks looked at may move".formatted(CHUNKS_PER_GIVER);
        return new BalanceRound(moves.size(), outlook.verdict() + (moves.isEmpty() ? none : ""));
    }

    private void addMoves(
            NodeView giver, Map<NodeId, NodeView> views, NodeLoads loads, int budget, List<Wanted> moves) {
        if (moves.size() >= budget) {
            return;
        }
        List<ChunkId> ids = nextChunks(giver.address().id());
        Set<ChunkId> busy = queue.withWork(ids);
        moves.forEach(move -> busy.add(move.chunkId()));
        Map<ChunkId, ChunkFacts> facts = chunks.withLeaving(ids);
        for (ChunkFacts chunk : facts.values()) {
            if (moves.size() >= budget) {
                return;
            }
            if (!busy.contains(chunk.id()) && !chunk.reclaimed() && BalancePlanner.isMovable(chunk, views)) {
                Optional<NodeView> target = planner.target(chunk, giver, views, loads);
                target.ifPresent(to -> moves.add(move(chunk, giver, to, loads)));
            }
        }
    }

    private static Wanted move(ChunkFacts chunk, NodeView from, NodeView to, NodeLoads loads) {
        String reason = "%s is %.1f %% full, %s %.1f %%"
                .formatted(
                        from.address().name(),
                        loads.fill(from) * 100,
                        to.address().name(),
                        loads.fill(to) * 100);
        loads.move(from.address().id(), to.address().id(), chunk.lengthBytes());
        return new Wanted(
                chunk.id(),
                WorkItem.Kind.MOVE,
                RepairClass.BALANCE,
                reason,
                from.address().id(),
                to.address().id());
    }

    private List<ChunkId> nextChunks(NodeId node) {
        List<ChunkId> ids = chunks.idsOf(node, ReplicaState.GOOD, lookedUpTo.get(node), CHUNKS_PER_GIVER);
        if (ids.size() < CHUNKS_PER_GIVER) {
            lookedUpTo.remove(node);
        } else {
            lookedUpTo.put(node, ids.getLast());
        }
        return ids;
    }
}
