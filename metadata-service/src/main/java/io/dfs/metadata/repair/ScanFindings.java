package io.dfs.metadata.repair;

import io.dfs.common.api.RepairClass;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.repair.RepairQueue.Wanted;
import io.dfs.metadata.repair.Verdict.Excess;
import io.dfs.metadata.repair.Verdict.Misplaced;
import io.dfs.metadata.repair.Verdict.Sound;
import io.dfs.metadata.repair.Verdict.UnderReplicated;
import io.dfs.metadata.repair.Verdict.Unreadable;
import io.dfs.metadata.repair.Verdict.Unreferenced;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What is to be done about a page of chunks.
 *
 * @param wanted replicas to be made
 * @param unreadable nothing to be made them from
 * @param trimmable chunks that can do without a replica, by facts that no one has locked
 */
record ScanFindings(List<Wanted> wanted, List<Wanted> unreadable, List<ChunkId> trimmable) {

    static ScanFindings of(Collection<ChunkFacts> chunks, Map<NodeId, NodeView> nodes) {
        ScanFindings findings = new ScanFindings(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        chunks.stream().filter(chunk -> !chunk.reclaimed()).forEach(chunk -> findings.add(chunk, nodes));
        return findings;
    }

    int count(WorkItem.Kind kind) {
        return (int) wanted.stream().filter(item -> item.kind() == kind).count();
    }

    private void add(ChunkFacts chunk, Map<NodeId, NodeView> nodes) {
        switch (ReplicaCheck.verdict(chunk, nodes)) {
            case UnderReplicated(RepairClass repairClass, String reason) ->
                wanted.add(new Wanted(chunk.id(), WorkItem.Kind.REPAIR, repairClass, reason, null, null));
            case Unreadable(String reason) ->
                unreadable.add(
                        new Wanted(chunk.id(), WorkItem.Kind.REPAIR, RepairClass.ENDANGERED, reason, null, null));
            case Misplaced(NodeId retire, String reason) -> {
                wanted.add(new Wanted(chunk.id(), WorkItem.Kind.MOVE, RepairClass.MISPLACED, reason, retire, null));
                addIfTrimmable(chunk, nodes);
            }
            case Sound _, Excess _ -> addIfTrimmable(chunk, nodes);
            case Unreferenced _ -> {}
        }
    }

    private void addIfTrimmable(ChunkFacts chunk, Map<NodeId, NodeView> nodes) {
        if (!TrimPlanner.plan(chunk, nodes, null).isEmpty()) {
            trimmable.add(chunk.id());
        }
    }
}
