package io.dfs.metadata.placement;

import io.dfs.common.api.NodeAddress;
import io.dfs.common.error.Rejection;
import java.util.List;

/** The chosen nodes, in the order of choice, and for each other candidate the rule that kept it out. */
public sealed interface PlacementOutcome {

    List<NodeAddress> nodes();

    List<Rejection> rejections();

    /** At least as many nodes as were needed, at most as many as were wanted. */
    record Placed(List<NodeAddress> nodes, List<Rejection> rejections) implements PlacementOutcome {

        public Placed {
            nodes = List.copyOf(nodes);
            rejections = List.copyOf(rejections);
        }
    }

    /** Too few nodes; {@code nodes} are those that could have been had. */
    record Refused(List<NodeAddress> nodes, List<Rejection> rejections) implements PlacementOutcome {

        public Refused {
            nodes = List.copyOf(nodes);
            rejections = List.copyOf(rejections);
        }
    }
}
