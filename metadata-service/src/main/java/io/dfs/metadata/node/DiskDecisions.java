package io.dfs.metadata.node;

import io.dfs.common.api.DiskRequest;
import io.dfs.common.api.DiskState;
import io.dfs.common.api.DiskStatus;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.NodeId;
import io.dfs.common.size.ByteSize;
import io.dfs.metadata.database.SqlValues;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.node.NodeDependence.Amount;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What people decide about disks that do not come back. Nothing is removed by it: replicas that were on such a disk are missing
 * already, and if it comes back nevertheless, its node uses it again.
 */
@Component
class DiskDecisions {

    private static final Logger LOG = LoggerFactory.getLogger(DiskDecisions.class);

    private final Nodes nodes;
    private final NodeNames names;
    private final NodeDependence dependence;
    private final KnownDiskRepository disks;
    private final StorageNodeRepository rows;
    private final JdbcClient jdbc;
    private final Transactions transactions;

    DiskDecisions(
            Nodes nodes,
            NodeNames names,
            NodeDependence dependence,
            KnownDiskRepository disks,
            StorageNodeRepository rows,
            JdbcClient jdbc,
            Transactions transactions) {
        this.nodes = nodes;
        this.names = names;
        this.dependence = dependence;
        this.disks = disks;
        this.rows = rows;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** The disk will not come back; its place stays barred. */
    DiskStatus retire(String name, DiskRequest request) {
        return giveUp(name, request, DiskState.RETIRED);
    }

    /** The disk will not come back, and what is in its place may join. */
    DiskStatus replace(String name, DiskRequest request) {
        return giveUp(name, request, DiskState.REPLACED);
    }

    private DiskStatus giveUp(String name, DiskRequest request, DiskState newState) {
        NodeView node = nodes.view(name);
        NodeId id = node.address().id();
        requireDispensable(node, find(node, request), request.force());
        DiskStatus decided = transactions.call(() -> {
            StorageNode row = rows.findLocked(SqlValues.bytes(id)).orElseThrow(() -> Nodes.unknown(name));
            DiskRules.Disk disk = find(node, request); // again, with the node locked against its own report
            refuse(DiskRules.refusal(disk, node));
            KnownDisk stored = disks.findById(disk.id()).orElseThrow();
            if (disk.state() != DiskState.REPLACED) {
                stored.is(disk.in(newState, disk.detail()), row.lastHeartbeatAt());
                disks.saveAndFlush(stored);
            }
            String told = newState == DiskState.REPLACED ? makeWay(node, row) : name;
            return stored.status(told, row.lastHeartbeatAt());
        });
        LOG.warn("disk {} of {} at {} is {}", decided.id(), name, decided.path(), decided.state());
        return decided;
    }

    /**
     * A node that runs is made to register again, and so to ask again whether its empty directory may join. A dead node that has
     * no disk left gives up its name. Answers the name that the node has then.
     */
    private String makeWay(NodeView node, StorageNode row) {
        NodeId id = node.address().id();
        boolean empty = disks.findByNodeId(id.value()).stream()
                .allMatch(disk -> disk.disk().isGivenUp());
        if (node.health() == NodeHealth.DEAD && empty) {
            return names.giveUp(row);
        }
        jdbc.sql("UPDATE node SET epoch = epoch + 1 WHERE id = ?")
                .param(SqlValues.bytes(id))
                .update();
        return node.address().name();
    }

    private DiskRules.Disk find(NodeView node, DiskRequest request) {
        String name = node.address().name();
        String wanted = request.disk();
        if (wanted == null || wanted.isBlank()) {
            throw new DfsException(ErrorCode.INVALID_REQUEST, "the request lacks disk: its id or its path");
        }
        List<DiskRules.Disk> known = disks.findByNodeId(node.address().id().value()).stream()
                .map(KnownDisk::disk)
                .toList();
        List<DiskRules.Disk> meant = DiskRules.meant(wanted, known);
        return switch (meant.size()) {
            case 0 ->
                throw new DfsException(
                        ErrorCode.DISK_UNKNOWN,
                        "%s has no disk %s: 'dfs node disk ls %s' lists them"
                                .formatted(name, RegistrationRules.shortened(wanted), name));
            case 1 -> meant.getFirst();
            default ->
                throw new DfsException(
                        ErrorCode.INVALID_REQUEST,
                        "%d disks of %s fit '%s': write the whole id, 'dfs node disk ls %s' shows it"
                                .formatted(meant.size(), name, RegistrationRules.shortened(wanted), name));
        };
    }

    private void requireDispensable(NodeView node, DiskRules.Disk disk, boolean force) {
        refuse(DiskRules.refusal(disk, node));
        if (force || disk.isGivenUp()) {
            return;
        }
        NodeId id = node.address().id();
        List<NodeId> readers = Drains.readers(id, nodes.views().values());
        Amount lost = disk.state() == DiskState.MISSING
                ? dependence.missingThere(id, readers)
                : dependence.onlyThere(id, readers);
        if (lost.chunks() > 0) {
            throw new DfsException(
                    ErrorCode.DISK_NEEDED,
                    ("%d chunks (%s) that were on disks of %s have no good replica on another node, and are lost if %s does not"
                                    + " come back: wait until they are repaired ('dfs status'), bring the disk or other nodes"
                                    + " back, or give them up ('--force')")
                            .formatted(
                                    lost.chunks(),
                                    ByteSize.format(lost.lengthBytes()),
                                    node.address().name(),
                                    disk.path()));
        }
    }

    private static void refuse(Optional<String> reason) {
        reason.ifPresent(it -> {
            throw new DfsException(ErrorCode.DISK_NEEDED, it);
        });
    }
}
