package io.dfs.metadata.status;

import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeStatus;
import io.dfs.metadata.database.SqlValues;
import java.util.List;
import java.util.UUID;

/** The nodes that are not dead, as a parameter of {@code IN}: a few hundred at most. */
record Living(List<byte[]> nodeIds) {

    /** No node has it; an empty list is no SQL. */
    private static final byte[] NOBODY = SqlValues.bytes(new UUID(0, 0));

    static Living among(List<NodeStatus> nodes) {
        List<byte[]> ids = nodes.stream()
                .filter(node -> node.health() != NodeHealth.DEAD)
                .map(node -> SqlValues.bytes(node.id().value()))
                .toList();
        return new Living(ids.isEmpty() ? List.of(NOBODY) : ids);
    }
}
