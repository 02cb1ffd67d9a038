package io.dfs.metadata.node;

import io.dfs.common.api.DiskList;
import io.dfs.common.api.DiskStatus;
import io.dfs.common.api.DiskVerdict;
import io.dfs.common.api.NodeDisk;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.limits.Limits;
import io.dfs.metadata.time.DatabaseClock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Remembers which disks the nodes have. */
@Component
public class Disks {

    private static final Logger LOG = LoggerFactory.getLogger(Disks.class);

    /** Of one node, those given up included. */
    static final int MOST_DISKS = Limits.MAX_DISKS_PER_NODE;

    private static final Comparator<DiskStatus> BY_NODE_AND_PATH = Comparator.comparing(DiskStatus::node)
            .thenComparing(DiskStatus::path)
            .thenComparing(DiskStatus::id);

    private final KnownDiskRepository repository;
    private final StorageNodeRepository nodes;
    private final DatabaseClock clock;

    Disks(KnownDiskRepository repository, StorageNodeRepository nodes, DatabaseClock clock) {
        this.repository = repository;
        this.nodes = nodes;
        this.clock = clock;
    }

    /**
     * What a node is answered.
     *
     * @param verdicts one for each empty directory
     * @param givenUp ids of disks that were retired or replaced
     */
    record Answer(List<DiskVerdict> verdicts, List<UUID> givenUp) {}

    /**
     * Within the caller's transaction, which has the node's row locked: takes over a node's report and decides about its empty
     * directories.
     */
    Answer report(NodeId node, String name, List<NodeDisk> reported) {
        List<KnownDisk> rows = repository.findByNodeId(node.value());
        List<DiskRules.Disk> before = rows.stream().map(KnownDisk::disk).toList();
        List<DiskRules.Disk> after = DiskRules.after(before, reported);
        requireFew(name, after);
        write(node, name, rows, after);
        List<UUID> givenUp = after.stream()
                .filter(DiskRules.Disk::isGivenUp)
                .map(DiskRules.Disk::id)
                .toList();
        return new Answer(DiskRules.verdicts(name, after, reported), givenUp);
    }

    private void write(NodeId node, String name, List<KnownDisk> rows, List<DiskRules.Disk> after) {
        Map<UUID, KnownDisk> byId = rows.stream().collect(Collectors.toMap(KnownDisk::getId, Function.identity()));
        Instant now = clock.instant();
        for (DiskRules.Disk disk : after) {
            KnownDisk row = byId.get(disk.id());
            if (row == null || row.disk().state() != disk.state()) {
                LOG.info("disk {} of {} at {} is {}", disk.id(), name, disk.path(), disk.state());
            }
            repository.save(row == null ? insertable(node, disk, now) : row.is(disk, now));
        }
    }

    private KnownDisk insertable(NodeId node, DiskRules.Disk disk, Instant now) {
        repository.findById(disk.id()).map(KnownDisk::nodeId).ifPresent(other -> {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "the disk %s at %s is known as one of node %s: one of the two is a copy of the other; empty the copy"
                            .formatted(disk.id(), disk.path(), other));
        });
        return new KnownDisk(node, disk, now);
    }

    private static void requireFew(String name, List<DiskRules.Disk> disks) {
        if (disks.size() > MOST_DISKS) {
            throw new DfsException(
                    ErrorCode.INVALID_REQUEST,
                    "%s has had %d disks; the most is %d".formatted(name, disks.size(), MOST_DISKS));
        }
    }

    /** Of one node or, if {@code name} is null, of all. */
    DiskList list(@Nullable String name) {
        if (name == null) {
            return new DiskList(all());
        }
        StorageNode node = nodes.findByName(name).orElseThrow(() -> Nodes.unknown(name));
        return new DiskList(repository.findByNodeId(node.nodeId().value()).stream()
                .map(disk -> disk.status(name, node.lastHeartbeatAt()))
                .sorted(BY_NODE_AND_PATH)
                .toList());
    }

    /** By node name, then by path. */
    public List<DiskStatus> all() {
        Map<NodeId, StorageNode> byId = new HashMap<>();
        nodes.findAll().forEach(node -> byId.put(node.nodeId(), node));
        return repository.findAll().stream()
                .flatMap(disk -> Optional.ofNullable(byId.get(disk.nodeId()))
                        .map(node -> disk.status(node.address().name(), node.lastHeartbeatAt()))
                        .stream())
                .sorted(BY_NODE_AND_PATH)
                .toList();
    }
}
