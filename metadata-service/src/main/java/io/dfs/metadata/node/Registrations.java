package io.dfs.metadata.node;

import io.dfs.common.api.NodeDisk;
import io.dfs.common.api.NodeRegistered;
import io.dfs.common.api.NodeRegistration;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.token.ServiceCaller;
import io.dfs.metadata.cluster.ClusterIdentity;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.time.DatabaseClock;
import io.dfs.service.tls.ServerTls;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/**
 * Takes nodes into the cluster, each bound to the key that it first came with. Repeating a registration (I-8) only begins another epoch, so it also tells a node from an
 * older process of itself.
 */
@Component
class Registrations {

    private static final Logger LOG = LoggerFactory.getLogger(Registrations.class);

    private final StorageNodeRepository repository;
    private final NodeNames names;
    private final NodeProofs proofs;
    private final Disks disks;
    private final ClusterIdentity cluster;
    private final Transactions transactions;
    private final DatabaseClock clock;
    private final Liveness liveness;
    private final ServerTls tls;

    Registrations(
            StorageNodeRepository repository,
            NodeNames names,
            NodeProofs proofs,
            Disks disks,
            ClusterIdentity cluster,
            Transactions transactions,
            DatabaseClock clock,
            Liveness liveness,
            ServerTls tls) {
        this.repository = repository;
        this.names = names;
        this.proofs = proofs;
        this.disks = disks;
        this.cluster = cluster;
        this.transactions = transactions;
        this.clock = clock;
        this.liveness = liveness;
        this.tls = tls;
    }

    NodeRegistered register(NodeRegistration registration, ServiceCaller caller) {
        RegistrationRules.check(registration, tls.isOn() && !tls.allowPlainHttp());
        proofs.requireRegistration(caller, registration);
        requireThisCluster(registration);
        Recorded recorded = record(registration);
        StorageNode node = recorded.node();
        LOG.info("registered {}, epoch {}: {}", node.address(), node.epoch(), node.space());
        Disks.Answer disksAnswer = recorded.disks();
        return new NodeRegistered(
                cluster.id(),
                node.epoch(),
                liveness.heartbeatInterval().toMillis(),
                disksAnswer == null ? null : disksAnswer.verdicts(),
                disksAnswer == null ? null : disksAnswer.givenUp());
    }

    private void requireThisCluster(NodeRegistration registration) {
        if (registration.clusterId() != null && !registration.clusterId().equals(cluster.id())) {
            throw new DfsException(
                    ErrorCode.WRONG_CLUSTER,
                    ("node %s holds data of cluster %s; this is cluster %s: point the node at its own metadata service"
                                    + " (DFS_METADATA_URL), or give it empty data directories")
                            .formatted(registration.name(), registration.clusterId(), cluster.id()));
        }
    }

    /** @param disks null for a node of an older version, which reports none */
    private record Recorded(StorageNode node, Disks.@Nullable Answer disks) {}

    private Recorded record(NodeRegistration registration) {
        try {
            return transactions.call(() -> recordOnce(registration));
        } catch (DataIntegrityViolationException _) {
            // Another registration of this id or name came first. Now its row can be seen, and either updated or told
            // of.
            return transactions.call(() -> recordOnce(registration));
        }
    }

    private Recorded recordOnce(NodeRegistration registration) {
        // Locked before anything else loads it: an entity that is loaded already would keep the older epoch.
        Optional<StorageNode> known =
                repository.findLocked(SqlValues.bytes(registration.nodeId().value()));
        if (known.isPresent() && !known.get().mayHave(registration.publicKey())) {
            throw NodeProofs.mismatch(registration.nodeId());
        }
        names.free(registration);
        Instant now = clock.instant();
        StorageNode node = repository.saveAndFlush(known.map(it -> it.registerAgain(registration, now))
                .orElseGet(() -> StorageNode.first(registration, now)));
        List<NodeDisk> reported = registration.disks();
        return new Recorded(node, reported == null ? null : disks.report(node.nodeId(), registration.name(), reported));
    }
}
