package io.dfs.cli.support;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.Alarm;
import io.dfs.common.api.ClusterInfo;
import io.dfs.common.api.ClusterStatus;
import io.dfs.common.api.EndangeredFile;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeSpace;
import io.dfs.common.api.NodeStatus;
import io.dfs.common.api.RepairProgress;
import io.dfs.common.api.ReplicaCensus;
import io.dfs.common.api.SafeModeState;
import io.dfs.common.api.SlowNode;
import io.dfs.common.api.StorableBytes;
import io.dfs.common.api.VerifiedAges;
import io.dfs.common.api.WaitingBytes;
import io.dfs.common.id.ClusterId;
import io.dfs.common.id.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Records as a service would give them, with what a test cares about changed. */
public final class Samples {

    public static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final long GIB = 1L << 30;

    private Samples() {}

    public static NodeStatus node(String name) {
        return node(name, NodeHealth.HEALTHY, AdminState.IN_SERVICE);
    }

    public static NodeStatus node(String name, NodeHealth health, AdminState state) {
        return new NodeStatus(
                NodeId.random(),
                name,
                "zone-1",
                "http://localhost:7072",
                health,
                state,
                new NodeSpace(10 * GIB, GIB, 9 * GIB),
                GIB / 2,
                401,
                2,
                THEN,
                400,
                null,
                null,
                null,
                0,
                0,
                1,
                "test",
                List.of(),
                null,
                null,
                null);
    }

    static NodeStatus with(NodeStatus node, AdminState state, @Nullable Instant maintenanceUntil) {
        return new NodeStatus(
                node.id(),
                node.name(),
                node.zone(),
                node.advertisedUrl(),
                node.health(),
                state,
                node.space(),
                node.quarantinedBytes(),
                node.replicaCount(),
                node.activeTransfers(),
                node.lastHeartbeatAt(),
                node.lastHeartbeatAgeMillis(),
                node.awayUntil(),
                maintenanceUntil,
                node.lastChunkReportAt(),
                node.unknownChunks(),
                node.clockSkewMillis(),
                node.epoch(),
                node.version(),
                node.failedDirectories(),
                node.writeRefusal(),
                node.slow(),
                node.reportedSlow());
    }

    /** A node about which everything is out of the ordinary. */
    public static NodeStatus strangeNode(String name) {
        return new NodeStatus(
                NodeId.random(),
                name,
                "zone-2",
                "http://localhost:7073",
                NodeHealth.STALE,
                AdminState.MAINTENANCE,
                new NodeSpace(0, 0, 0),
                0,
                0,
                0,
                THEN,
                7_200_000,
                THEN.plusSeconds(600),
                THEN.plusSeconds(7200),
                THEN,
                1234,
                -90_000,
                3,
                "test",
                List.of("/disk2"),
                "the disk is read-only",
                new SlowNode(
                        THEN,
                        0,
                        2 << 20,
                        200 << 20,
                        "half of the writes to /disk2 took 500 ms for each MiB or longer, in the median of the other nodes 5.0 ms"),
                new SlowNode(THEN, 1, 20_000, 30 << 20, null));
    }

    public static ClusterStatus healthy() {
        return new Status().build();
    }

    /** Parts of a status; those of a healthy cluster unless changed. */
    public static final class Status {
        public @Nullable Instant asOf = THEN;
        public @Nullable String problem;
        public SafeModeState safeMode = new SafeModeState(SafeModeState.Mode.OFF, "", null);
        public final List<Alarm> alarms = new ArrayList<>();
        public final List<NodeStatus> nodes = new ArrayList<>(List.of(node("node-1"), node("node-2"), node("node-3")));
        public final List<ReplicaCensus> chunks = new ArrayList<>(List.of(new ReplicaCensus(3, 3, 1200, 75 * GIB)));
        public VerifiedAges verified = new VerifiedAges(3540, 50, 10);
        public final List<EndangeredFile> endangered = new ArrayList<>();
        public long endangeredFileCount;
        public @Nullable StorableBytes storable = new StorableBytes(3, 3, 3, 9 * GIB);
        public RepairProgress repairs = new RepairProgress(List.of(), 0, null);

        public Status chunks(int wanted, int good, long chunks) {
            this.chunks.add(new ReplicaCensus(wanted, good, chunks, chunks * GIB));
            return this;
        }

        public ClusterStatus build() {
            ClusterInfo info = new ClusterInfo(
                    new ClusterId(UUID.fromString("00000000-0000-4000-8000-000000000001")),
                    "test",
                    3,
                    16,
                    64 << 20,
                    1 << 20,
                    1 << 30,
                    10_000,
                    1000,
                    256);
            return new ClusterStatus(
                    info,
                    asOf,
                    asOf == null ? 0 : 180_000,
                    problem,
                    safeMode,
                    alarms,
                    nodes,
                    chunks,
                    verified,
                    endangered,
                    endangeredFileCount,
                    repairs,
                    new WaitingBytes(12, 3 << 20, 4, 1 << 20, 5, 6, 7, 2 * GIB),
                    77,
                    storable);
        }
    }
}
