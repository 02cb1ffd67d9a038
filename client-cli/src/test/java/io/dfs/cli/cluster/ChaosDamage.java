package io.dfs.cli.cluster;

import io.dfs.common.api.ExtentStat;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.error.DfsException;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Chunk files that are damaged: of one chunk one replica, once, and only while the cluster believes in three. */
final class ChaosDamage {

    private final ChaosScene scene;
    private final FaultCluster cluster;
    private final Set<ChunkId> damaged = new HashSet<>();

    ChaosDamage(ChaosScene scene) {
        this.scene = scene;
        this.cluster = scene.cluster();
    }

    @FunctionalInterface
    private interface Damage {
        void to(String node, ExtentStat extent);
    }

    void flipBit() {
        damage(ChaosFault.FLIP_BIT, (node, extent) -> {
            int length = (int) extent.chunkOffset() + (int) extent.lengthBytes();
            cluster.flipBit(node, extent.chunkId(), scene.random().nextInt(length));
        });
    }

    void truncate() {
        damage(
                ChaosFault.TRUNCATE,
                (node, extent) -> cluster.truncate(
                        node, extent.chunkId(), 1 + scene.random().nextInt(100)));
    }

    void deleteChunkFile() {
        damage(ChaosFault.DELETE_CHUNK_FILE, (node, extent) -> cluster.deleteChunkFile(node, extent.chunkId()));
    }

    private void damage(ChaosFault fault, Damage damage) {
        List<String> stored = scene.paths();
        if (scene.isCalm() || stored.isEmpty() || scene.isMetadataAway()) {
            return;
        }
        String path = scene.anyOf(stored);
        try {
            FileStat stat = cluster.metadataNow().stat(FilePath.valueOf(path));
            List<ExtentStat> sound =
                    stat.extents().stream().filter(this::mayBeDamaged).toList();
            if (!sound.isEmpty()) {
                ExtentStat extent = scene.anyOf(sound);
                String node = scene.anyOf(extent.replicas()).node();
                damaged.add(extent.chunkId());
                scene.noteDamage();
                if (cluster.chunkFile(node, extent.chunkId()).isPresent()) {
                    scene.tell(fault, "%s of %s on %s".formatted(extent.chunkId(), path, node));
                    damage.to(node, extent);
                }
            }
        } catch (DfsException _) {
            // Removed or overwritten meanwhile, or the service is away: there will be other chances.
        }
    }

    private boolean mayBeDamaged(ExtentStat extent) {
        return !damaged.contains(extent.chunkId())
                && extent.lengthBytes() > 0
                && extent.replicas().size() == 3
                && extent.replicas().stream()
                        .allMatch(replica -> replica.state() == ReplicaState.GOOD
                                && replica.health() == NodeHealth.HEALTHY
                                && !scene.disorders().has(replica.node()));
    }
}
