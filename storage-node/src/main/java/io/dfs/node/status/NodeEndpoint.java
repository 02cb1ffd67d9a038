package io.dfs.node.status;

import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import io.dfs.node.chunk.ChunkStore;
import io.dfs.node.chunk.StoreReport;
import io.dfs.node.encryption.EncryptionKey;
import io.dfs.node.encryption.EncryptionKeys;
import io.dfs.node.encryption.KeyId;
import io.dfs.node.identity.Membership;
import io.dfs.node.identity.NodeIdentity;
import io.dfs.node.transfer.Transfers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Component;

/**
 * The node as it sees itself, for people who look at one machine: on the management port, since paths and fill of its disks are
 * no one else's business.
 */
@Component
@Endpoint(id = "node")
class NodeEndpoint {

    private final NodeIdentity identity;
    private final Membership membership;
    private final ChunkStore store;
    private final Transfers transfers;
    private final EncryptionKeys keys;
    private final @Nullable BuildProperties build;

    NodeEndpoint(
            NodeIdentity identity,
            Membership membership,
            ChunkStore store,
            Transfers transfers,
            EncryptionKeys keys,
            ObjectProvider<BuildProperties> build) {
        this.identity = identity;
        this.membership = membership;
        this.store = store;
        this.transfers = transfers;
        this.keys = keys;
        this.build = build.getIfAvailable();
    }

    /**
     * How new chunk files are written.
     *
     * @param keyId null if they are not encrypted
     * @param missingKeyIds of keys that chunk files needed since the start, and that the node was not given
     */
    record Encryption(boolean enabled, @Nullable String keyId, List<String> missingKeyIds) {

        static Encryption of(EncryptionKeys keys) {
            return new Encryption(
                    keys.current().isPresent(),
                    keys.current().map(EncryptionKey::id).map(KeyId::toString).orElse(null),
                    keys.missing().stream().map(KeyId::toString).toList());
        }
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
            Encryption encryption,
            List<StoreReport.Directory> directories) {}

    @ReadOperation
    NodeSelf node() {
        return new NodeSelf(
                identity.id(),
                identity.name(),
                identity.zone(),
                identity.cluster().get(),
                build == null ? null : build.getVersion(),
                membership.registered(),
                transfers.taken(),
                Encryption.of(keys),
                store.report().directories());
    }
}
