package io.dfs.metadata.node;

import io.dfs.common.api.DiskState;
import io.dfs.common.api.DiskStatus;
import io.dfs.common.id.NodeId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A disk that a node has or had. */
@Entity
@Table(name = "node_disk")
class KnownDisk extends AssignedId {

    @JdbcTypeCode(SqlTypes.BINARY)
    private UUID nodeId;

    private String path;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private DiskState state;

    private @Nullable String detail;
    private Instant firstSeenAt;
    private Instant lastSeenAt;

    @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
    protected KnownDisk() {}

    KnownDisk(NodeId node, DiskRules.Disk disk, Instant now) {
        super(disk.id());
        this.nodeId = node.value();
        this.path = disk.path();
        this.state = disk.state();
        this.detail = disk.detail();
        this.firstSeenAt = now;
        this.lastSeenAt = now;
    }

    /** @param now when its node was heard, which tells that a disk in use is there */
    KnownDisk is(DiskRules.Disk disk, Instant now) {
        path = disk.path();
        state = disk.state();
        detail = disk.detail();
        if (state == DiskState.IN_USE) {
            lastSeenAt = now;
        }
        return this;
    }

    NodeId nodeId() {
        return new NodeId(nodeId);
    }

    DiskRules.Disk disk() {
        return new DiskRules.Disk(getId(), path, state, detail);
    }

    /** @param nodeHeardAt the node's last heartbeat, which counts for a disk in use */
    DiskStatus status(String node, Instant nodeHeardAt) {
        boolean seenSince = state == DiskState.IN_USE && nodeHeardAt.isAfter(lastSeenAt);
        return new DiskStatus(node, getId(), path, state, firstSeenAt, seenSince ? nodeHeardAt : lastSeenAt, detail);
    }
}
