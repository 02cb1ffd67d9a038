package io.dfs.node.status;

import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import io.dfs.node.chunk.ChunkStore;
import io.dfs.node.chunk.StoreReport;
import io.dfs.node.identity.Membership;
import io.dfs.node.identity.NodeIdentity;
import io.dfs.node.transfer.Transfers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The node as it sees itself, for people who look at one machine. */
@RestController
final class NodeController {

    private final NodeIdentity identity;
    private final Membership membership;
    private final ChunkStore store;
    private final Transfers transfers;
    private final @Nullable BuildProperties build;

    NodeController(
            NodeIdentity identity,
            Membership membership,
            ChunkStore store,
            Transfers transfers,
            ObjectProvider<BuildProperties> build) {
        this.identity = identity;
        this.membership = membership;
        this.store = store;
        this.transfers = transfers;
        this.build = build.getIfAvailable();
    }

    /** @param clusterId null before the first registration */
    record NodeSelf(
            NodeId id,
            String name,
            String zone,
            @Nullable ClusterId clusterId,
            @Nullable String version,
            boolean registered,
            int activeTransfers,
            List<StoreReport.Directory> directories) {}

    @GetMapping("/api/v1/node")
    NodeSelf self() {
        return new NodeSelf(
                identity.id(),
                identity.name(),
                identity.zone(),
                identity.cluster().get(),
                build == null ? null : build.getVersion(),
                membership.registered(),
                transfers.taken(),
                store.report().directories());
    }
}
