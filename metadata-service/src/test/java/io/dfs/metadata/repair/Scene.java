package io.dfs.metadata.repair;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeSpace;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.repair.ChunkFacts.Replica;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A cluster in words: nodes as {@code name zone freeGiB WORDS…}, each of 100 GiB; replicas as {@code node STATE}, with
 * {@code claimed} behind those that no one has read yet; separated by bars.
 */
record Scene(Map<NodeId, NodeView> nodes) {

    static final long GIB = 1L << 30;

    static Scene of(String description) {
        Map<NodeId, NodeView> nodes = new LinkedHashMap<>();
        parts(description)
                .map(Scene::node)
                .forEach(node -> nodes.put(node.address().id(), node));
        return new Scene(nodes);
    }

    Scene without(String name) {
        Map<NodeId, NodeView> rest = new LinkedHashMap<>(nodes);
        rest.remove(id(name));
        return new Scene(rest);
    }

    NodeId id(String name) {
        return idOf(name);
    }

    /** One GiB. */
    ChunkFacts chunk(int replicationFactor, String replicas) {
        return facts(replicationFactor, replicas, true);
    }

    ChunkFacts unreferencedChunk(int replicationFactor, String replicas) {
        return facts(replicationFactor, replicas, false);
    }

    /** What there is to copy with, and nothing else under way. */
    CopyScene idle() {
        return with(new CopiesUnderWay());
    }

    CopyScene with(CopiesUnderWay underWay) {
        return new CopyScene(nodes, underWay, new NodeLoads(nodes, Map.of()));
    }

    NodeView node(NodeId id) {
        return Objects.requireNonNull(nodes.get(id));
    }

    private static ChunkFacts facts(int replicationFactor, String replicas, boolean referenced) {
        return new ChunkFacts(
                ChunkId.random(),
                GIB,
                new Crc32c(7),
                replicationFactor,
                referenced,
                false,
                replicas(replicas),
                Set.of());
    }

    private static List<Replica> replicas(String description) {
        return parts(description)
                .map(part -> part.split(" "))
                .map(words -> new Replica(idOf(words[0]), ReplicaState.valueOf(words[1]), words.length == 2))
                .toList();
    }

    private static NodeView node(String description) {
        List<String> words = List.of(description.split(" "));
        String name = words.get(0);
        return new NodeView(
                new NodeAddress(idOf(name), name, words.get(1), "http://" + name + ":7071"),
                word(words, NodeHealth.values(), NodeHealth.HEALTHY),
                word(words, AdminState.values(), AdminState.IN_SERVICE),
                new NodeSpace(100 * GIB, used(words) * GIB, Long.parseLong(words.get(2)) * GIB),
                words.contains("active") ? 5 : 0,
                !words.contains("unreported"),
                null,
                0,
                words.contains("slow"),
                words.contains("failed-disk"));
    }

    private static long used(List<String> words) {
        return words.stream()
                .filter(word -> word.startsWith("used="))
                .mapToLong(word -> Long.parseLong(word.substring("used=".length())))
                .findFirst()
                .orElse(0);
    }

    private static <E extends Enum<E>> E word(List<String> words, E[] values, E otherwise) {
        return Arrays.stream(values)
                .filter(value -> words.contains(value.name()))
                .findFirst()
                .orElse(otherwise);
    }

    private static Stream<String> parts(String description) {
        return description.isEmpty() ? Stream.empty() : Stream.of(description.split("\\|"));
    }

    private static NodeId idOf(String name) {
        return new NodeId(new UUID(0, Long.parseLong(name)));
    }
}
