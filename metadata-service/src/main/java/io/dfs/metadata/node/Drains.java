package io.dfs.metadata.node;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.DrainProgress;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.node.NodeDependence.Amount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Nodes on their way out: what still depends on them, and when nothing does any more. */
@Component
public class Drains {

    private static final Logger LOG = LoggerFactory.getLogger(Drains.class);

    private final Nodes nodes;
    private final NodeDependence dependence;
    private final DrainPace pace;
    private final SafeMode safeMode;
    private final JdbcClient jdbc;
    private final Transactions transactions;

    Drains(
            Nodes nodes,
            NodeDependence dependence,
            DrainPace pace,
            SafeMode safeMode,
            JdbcClient jdbc,
            Transactions transactions) {
        this.nodes = nodes;
        this.dependence = dependence;
        this.pace = pace;
        this.safeMode = safeMode;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /**
     * Ends the drains that are complete: no chunk with a replica on the node has fewer good, verified replicas on other healthy
     * nodes than it should. Answers the nodes' names. In safe mode none, because then it is not known who is there.
     */
    public List<String> finish() {
        Collection<NodeView> all = nodes.views().values();
        List<String> finished = new ArrayList<>();
        for (NodeView node : all) {
            boolean draining = node.adminState() == AdminState.DRAINING;
            if (draining && isComplete(node, all) && markDrained(node, all)) {
                finished.add(node.address().name());
                LOG.info(
                        "{} is drained: every chunk on it has all its replicas elsewhere",
                        node.address().name());
            }
        }
        return finished;
    }

    private boolean isComplete(NodeView node, Collection<NodeView> all) {
        NodeId id = node.address().id();
        return !safeMode.state().isOn() && dependence.isDispensable(id, provenKeepers(id, all));
    }

    /**
     * Decides again, with the node's replicas locked: that waits for the commits that are recording replicas on it now. A commit
     * that records one later finds the node DRAINING, and does not count it.
     */
    private boolean markDrained(NodeView node, Collection<NodeView> all) {
        NodeId id = node.address().id();
        return transactions.call(() -> {
            dependence.lockReplicas(id);
            return dependence.isDispensable(id, provenKeepers(id, all))
                    && jdbc.sql("UPDATE node SET admin_state = 'DRAINED' WHERE id = ? AND admin_state = 'DRAINING'")
                                    .param(SqlValues.bytes(id))
                                    .update()
                            == 1;
        });
    }

    DrainProgress progress(String name) {
        Collection<NodeView> all = nodes.views().values();
        NodeView node = nodes.view(name);
        NodeId id = node.address().id();
        Amount left = dependence.shortWithout(id, keepers(id, all));
        return new DrainProgress(
                name,
                node.adminState(),
                left.chunks(),
                left.lengthBytes(),
                pace.secondsFor(left.lengthBytes()),
                node.adminState() == AdminState.DRAINING ? blockers(node, all, left) : List.of());
    }

    private List<String> blockers(NodeView node, Collection<NodeView> all, Amount left) {
        NodeId id = node.address().id();
        List<String> blockers = new ArrayList<>();
        if (safeMode.state().isOn()) {
            blockers.add("safe mode: " + safeMode.state().reason());
        }
        blockers.addAll(DrainRules.blockers(
                node, all, dependence.chunksByFactor(id), left, dependence.readableOnlyThere(id, readers(id, all))));
        return blockers;
    }

    /** The others whose replicas count for good. */
    static List<NodeId> keepers(NodeId without, Collection<NodeView> all) {
        return all.stream()
                .filter(node -> node.health() == NodeHealth.HEALTHY && node.keepsReplicas())
                .map(node -> node.address().id())
                .filter(id -> !id.equals(without))
                .toList();
    }

    /** Those of them that have told what they hold: nothing is given up for what may be gone (I-4). */
    static List<NodeId> provenKeepers(NodeId without, Collection<NodeView> all) {
        return keepers(without, all.stream().filter(NodeView::hasReported).toList());
    }

    /** The others that can be read from, and are not about to go. */
    static List<NodeId> readers(NodeId without, Collection<NodeView> all) {
        return all.stream()
                .filter(node -> node.health() == NodeHealth.HEALTHY && node.adminState() != AdminState.MAINTENANCE)
                .map(node -> node.address().id())
                .filter(id -> !id.equals(without))
                .toList();
    }
}
