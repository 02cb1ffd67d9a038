package io.dfs.metadata.node;

import io.dfs.common.api.DiskState;
import io.dfs.common.api.DiskStatus;
import io.dfs.common.id.NodeId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.PostLoad;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/** A disk that a node has or had. */
@Entity
@Table(name = "node_disk")
class KnownDisk implements Persistable<UUID> {

    @Id
    @JdbcTypeCode(SqlTypes.BINARY)
    private UUID id;

    @JdbcTypeCode(SqlTypes.BINARY)
    private UUID nodeId;

    private String path;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private DiskState state;

    private @Nullable String detail;
    private Instant firstSeenAt;
    private Instant lastSeenAt;

    @Transient
    private boolean inserted;

    @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
    protected KnownDisk() {}

    KnownDisk(NodeId node, DiskRules.Disk disk, Instant now) {
        this.id = disk.id();
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

    @PostLoad
    void loaded() {
        inserted = true;
    }

    @Override
    public UUID getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return !inserted;
    }

    NodeId nodeId() {
        return new NodeId(nodeId);
    }

    DiskRules.Disk disk() {
        return new DiskRules.Disk(id, path, state, detail);
    }

    /** @param nodeHeardAt the node's last heartbeat, which counts for a disk in use */
    DiskStatus status(String node, Instant nodeHeardAt) {
        boolean seenSince = state == DiskState.IN_USE && nodeHeardAt.isAfter(lastSeenAt);
        return new DiskStatus(node, id, path, state, firstSeenAt, seenSince ? nodeHeardAt : lastSeenAt, detail);
    }
}
