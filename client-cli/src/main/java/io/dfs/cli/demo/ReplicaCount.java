package io.dfs.cli.demo;

import io.dfs.common.api.ExtentStat;
import io.dfs.common.api.FileStat;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.ReplicaStat;
import io.dfs.common.api.ReplicaState;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How whole a file is: its chunks by their number of good replicas on nodes that are not dead. */
record ReplicaCount(int replicationFactor, Map<Integer, Long> chunksByLiveReplicas) {

    static ReplicaCount of(FileStat file) {
        return new ReplicaCount(
                Objects.requireNonNullElse(file.replicationFactor(), 0),
                file.extents().stream()
                        .collect(Collectors.groupingBy(
                                ReplicaCount::liveReplicas, TreeMap::new, Collectors.counting())));
    }

    private static int liveReplicas(ExtentStat extent) {
        return (int) extent.replicas().stream().filter(ReplicaCount::isLive).count();
    }

    private static boolean isLive(ReplicaStat replica) {
        return replica.state() == ReplicaState.GOOD && replica.health() != NodeHealth.DEAD;
    }

    boolean isWhole() {
        return chunksByLiveReplicas.keySet().stream().allMatch(replicas -> replicas >= replicationFactor);
    }

    @Override
    public String toString() {
        return chunksByLiveReplicas.entrySet().stream()
                .map(entry -> "%d chunks with %d live replicas".formatted(entry.getValue(), entry.getKey()))
                .collect(Collectors.joining(", "));
    }
}
