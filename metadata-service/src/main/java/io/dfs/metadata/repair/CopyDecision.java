package io.dfs.metadata.repair;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.RepairClass;

/** What to do about a work item now. */
sealed interface CopyDecision {

    record Copy(RepairClass repairClass, NodeAddress source, NodeAddress target) implements CopyDecision {}

    /** Nothing is left to do: the item goes. */
    record Done(String reason) implements CopyDecision {}

    /** Can't be done as things are: looked at again later, with the reason on the item. */
    record Postpone(String reason) implements CopyDecision {}

    /** Could be done if fewer copies were under way: stays due. */
    record Wait() implements CopyDecision {}
}
