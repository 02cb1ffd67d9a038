package io.dfs.metadata.node;

import io.dfs.common.api.ReplicaVerification;
import io.dfs.common.id.NodeId;
import java.util.List;

/**
 * Is told of bad replicas of chunks that no commit has recorded, within the transaction that takes in the report: a commit that
 * comes later must not take an older receipt for the truth.
 */
public interface UnknownReplicas {

    /** Those of the findings whose chunk is known are passed over. */
    void foundBad(NodeId node, List<ReplicaVerification> findings);
}
