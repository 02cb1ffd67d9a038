package io.dfs.metadata.node;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeRegistration;
import io.dfs.common.api.NodeSpace;
import io.dfs.common.id.NodeId;
import io.dfs.common.token.NodePublicKey;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A registered storage node. Its health is not here: that follows from the last heartbeat and the time. */
@Entity
@Table(name = "node")
class StorageNode extends AssignedId {

    private String name;
    private String zone;
    private String advertisedUrl;
    private String version;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private AdminState adminState;

    private long capacityBytes;
    private long usedBytes;
    private long freeBytes;
    private long quarantinedBytes;
    private int activeTransfers;
    private String failedDirectories;
    private long clockSkewMillis;
    private long epoch;

    private Instant registeredAt;

    private Instant lastHeartbeatAt;

    private @Nullable Instant awayUntil;
    private @Nullable Instant maintenanceUntil;
    private @Nullable Instant reportedAt;

    private @Nullable Instant reportWantedAt;

    @SuppressWarnings("unused") // heartbeats read it
    private @Nullable Instant reportAskedAt;

    private long unknownChunks;

    private @Nullable String writeRefusal;

    /** Null until a node of an older version registers with a key. */
    private byte @Nullable [] publicKey;

    @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
    protected StorageNode() {}

    private StorageNode(NodeRegistration registration, Instant now) {
        super(registration.nodeId().value());
        this.name = registration.name();
        this.zone = registration.zone();
        this.advertisedUrl = registration.advertisedUrl();
        this.version = registration.version();
        this.adminState = AdminState.IN_SERVICE;
        this.failedDirectories = "";
        this.registeredAt = now;
        this.lastHeartbeatAt = now;
    }

    /** A node that no one has heard of before. */
    static StorageNode first(NodeRegistration registration, Instant now) {
        return new StorageNode(registration, now).registerAgain(registration, now);
    }

    /** The node has started again, and what it holds may have changed meanwhile. What people decided about it stays. */
    StorageNode registerAgain(NodeRegistration registration, Instant now) {
        name = registration.name();
        zone = registration.zone();
        advertisedUrl = registration.advertisedUrl();
        version = registration.version();
        capacityBytes = registration.space().capacityBytes();
        usedBytes = registration.space().usedBytes();
        freeBytes = registration.space().freeBytes();
        activeTransfers = 0;
        failedDirectories = "";
        registeredAt = now;
        lastHeartbeatAt = now;
        publicKey = registration.publicKey().encoded();
        awayUntil = null;
        reportWantedAt = now;
        reportAskedAt = null;
        epoch++;
        return this;
    }

    NodeId nodeId() {
        return new NodeId(getId());
    }

    /** Whether it is the key that the node is bound to, or can still be bound to. */
    boolean mayHave(NodePublicKey key) {
        return publicKey == null || Arrays.equals(publicKey, key.encoded());
    }

    NodeAddress address() {
        return new NodeAddress(nodeId(), name, zone, advertisedUrl);
    }

    NodeSpace space() {
        return new NodeSpace(capacityBytes, usedBytes, freeBytes);
    }

    long quarantinedBytes() {
        return quarantinedBytes;
    }

    WatchedNode.Life life() {
        return new WatchedNode.Life(registeredAt, lastHeartbeatAt, absence());
    }

    Absence absence() {
        return new Absence(awayUntil, adminState == AdminState.MAINTENANCE, maintenanceUntil);
    }

    @Nullable
    Instant reportedAt() {
        return reportedAt;
    }

    /**
     * Whether its last report is of what it holds now, and not of what it held before it went away.
     *
     * @param wantedFromAllAt since when older reports of all nodes are of no use
     */
    boolean hasReported(@Nullable Instant wantedFromAllAt) {
        return new ChunkReportNeed(reportedAt, null, reportWantedAt, wantedFromAllAt).isReported();
    }

    @Nullable
    String writeRefusal() {
        return writeRefusal;
    }

    long unknownChunks() {
        return unknownChunks;
    }

    /** The one in effect. */
    AdminState adminStateAt(Instant now) {
        boolean over = adminState == AdminState.MAINTENANCE && !absence().isInMaintenanceAt(now);
        return over ? AdminState.IN_SERVICE : adminState;
    }

    int activeTransfers() {
        return activeTransfers;
    }

    List<String> failedDirectories() {
        return FailedDirectories.split(failedDirectories);
    }

    long clockSkewMillis() {
        return clockSkewMillis;
    }

    long epoch() {
        return epoch;
    }

    String version() {
        return version;
    }

    Instant lastHeartbeatAt() {
        return lastHeartbeatAt;
    }
}
