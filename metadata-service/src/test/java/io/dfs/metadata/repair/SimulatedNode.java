package io.dfs.metadata.repair;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeSpace;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** A model of a node: what is on its disk, and whether it can be heard. */
final class SimulatedNode {

    private static final long STALE_AFTER_SECONDS = 10;
    private static final long DEAD_AFTER_SECONDS = 60;

    final NodeId id;
    private final NodeAddress address;
    private final long capacityBytes;

    /** Chunk files in service; false for one whose bytes are bad. */
    final Map<ChunkId, Boolean> files = new HashMap<>();

    private long usedBytes;
    private long lastHeardAt;

    AdminState adminState = AdminState.IN_SERVICE;
    boolean up = true;

    /** Taken out for good, disk and all. */
    boolean destroyed;

    SimulatedNode(int number, String zone, long capacityBytes, long now) {
        this.id = new NodeId(new UUID(0, number));
        this.address = new NodeAddress(id, "node-" + number, zone, "http://node-" + number);
        this.capacityBytes = capacityBytes;
        this.lastHeardAt = now;
    }

    void put(ChunkId chunk, long lengthBytes) {
        if (files.put(chunk, true) == null) {
            usedBytes += lengthBytes;
        }
    }

    void quarantine(ChunkId chunk, long lengthBytes) {
        if (files.remove(chunk) != null) {
            usedBytes -= lengthBytes;
        }
    }

    void wipe() {
        files.clear();
        usedBytes = 0;
    }

    boolean hasGood(ChunkId chunk) {
        return files.getOrDefault(chunk, false);
    }

    void heartbeat(long now) {
        if (up) {
            lastHeardAt = now;
        }
    }

    NodeHealth health(long now) {
        long silence = now - lastHeardAt;
        return silence > DEAD_AFTER_SECONDS
                ? NodeHealth.DEAD
                : silence > STALE_AFTER_SECONDS ? NodeHealth.STALE : NodeHealth.HEALTHY;
    }

    NodeView view(long now) {
        long free = Math.max(0, capacityBytes - usedBytes);
        return new NodeView(address, health(now), adminState, new NodeSpace(capacityBytes, usedBytes, free), 0, true);
    }
}
