package io.dfs.metadata.repair;

import io.dfs.common.api.RepairClass;
import io.dfs.common.id.NodeId;

/** What a chunk's replicas amount to. */
public sealed interface Verdict {

    /**
     * As many replicas as there should be, where they should be.
     *
     * @param certain false if some of them are on nodes that are silent just now
     */
    record Sound(boolean certain) implements Verdict {}

    /** No file needs the chunk; how many replicas it has is all the same. */
    record Unreferenced() implements Verdict {}

    /** Too few replicas, and at least one to copy from. */
    record UnderReplicated(RepairClass repairClass, String reason) implements Verdict {}

    /** No replica that could be read: nothing to copy until a node comes back. */
    record Unreadable(String reason) implements Verdict {}

    /**
     * Enough replicas, but too many in one zone while another has room (I-5).
     *
     * @param retire the node in the crowded zone that hands its replica on
     */
    record Misplaced(NodeId retire, String reason) implements Verdict {}

    /** {@code surplus} replicas more than there should be. */
    record Excess(int surplus) implements Verdict {}
}
