package io.dfs.metadata.status;

import io.dfs.common.api.ClusterInfo;
import io.dfs.common.api.ClusterStatus;
import io.dfs.common.api.ReplicaCensus;
import io.dfs.metadata.status.ClusterFacts.ChunkGroup;
import io.dfs.metadata.status.LatestFacts.Answer;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tells how the cluster is, from the last facts. */
@Component
class Statuses {

    private final ClusterInfo cluster;
    private final LatestFacts latest;

    Statuses(ClusterInfo cluster, LatestFacts latest) {
        this.cluster = cluster;
        this.latest = latest;
    }

    ClusterStatus now() {
        return status(cluster, latest.get());
    }

    static ClusterStatus status(ClusterInfo cluster, Answer answer) {
        ClusterFacts facts = answer.facts();
        return new ClusterStatus(
                cluster,
                facts.asOf().orElse(null),
                answer.age().plus(facts.spread()).toMillis(),
                problem(answer),
                facts.safeMode().value(),
                Alarms.of(facts, answer.problem()),
                facts.nodes().value().nodes(),
                census(facts.chunks().value()),
                facts.verified().value(),
                facts.endangered().value().first(),
                facts.endangered().value().total(),
                facts.repairs().value().progress(),
                facts.waiting().value().bytes(),
                facts.metadataEpoch().value(),
                facts.nodes().asOf() == null ? null : facts.nodes().value().storable());
    }

    private static @Nullable String problem(Answer answer) {
        String problems = Stream.concat(Stream.ofNullable(answer.problem()), answer.facts().problems().stream())
                .collect(Collectors.joining("; "));
        return problems.isEmpty() ? null : problems;
    }

    static List<ReplicaCensus> census(List<ChunkGroup> groups) {
        record Key(int replicationFactor, int goodReplicas) {}
        Map<Key, ReplicaCensus> census = new LinkedHashMap<>();
        for (ChunkGroup group : groups) {
            census.merge(
                    new Key(group.replicationFactor(), group.goodReplicas()),
                    new ReplicaCensus(
                            group.replicationFactor(), group.goodReplicas(), group.chunks(), group.lengthBytes()),
                    Statuses::sum);
        }
        return census.values().stream()
                .sorted(Comparator.comparingInt(ReplicaCensus::replicationFactor)
                        .thenComparingInt(ReplicaCensus::goodReplicas))
                .toList();
    }

    private static ReplicaCensus sum(ReplicaCensus a, ReplicaCensus b) {
        return new ReplicaCensus(
                a.replicationFactor(), a.goodReplicas(), a.chunks() + b.chunks(), a.lengthBytes() + b.lengthBytes());
    }
}
