package io.dfs.metadata.removal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeSpace;
import io.dfs.common.api.RemovalReason;
import io.dfs.common.api.RemovalState;
import io.dfs.common.api.ReplicaState;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.NodeView;
import io.dfs.metadata.removal.ChunkProof.Copy;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DueRulesTest {

    private static final ChunkId CHUNK = ChunkId.random();

    /** The removal is on node 1, which is healthy; the chunk has factor 2 and a file. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // the other replicas            | reason   | over  | decision
                "2 GOOD, 3 GOOD                  | EXCESS   | true  | Unlink",
                "2 GOOD, 3 GOOD                  | EXCESS   | false | Keep",
                "2 GOOD, 3 GOOD                  | CORRUPT  | true  | Unlink",
                "2 GOOD, 3 claimed               | EXCESS   | true  | Restore",
                "2 GOOD, 3 SUSPECT               | EXCESS   | true  | Restore",
                "2 GOOD, 3 CORRUPT               | EXCESS   | true  | Restore",
                "2 GOOD, 3 MISSING               | EXCESS   | false | Keep",
                "2 GOOD, 3 CORRUPT               | CORRUPT  | true  | Keep",
                "2 GOOD, 4 GOOD                  | EXCESS   | true  | Keep",
                "2 GOOD, 5 GOOD                  | EXCESS   | true  | Restore",
                "2 GOOD, 6 GOOD                  | EXCESS   | true  | Restore",
                "2 GOOD, 7 GOOD                  | EXCESS   | true  | Restore",
                "2 GOOD, 8 GOOD                  | EXCESS   | true  | Unlink",
                "2 GOOD, 9 GOOD                  | EXCESS   | true  | Keep",
                "2 GOOD, 1 SUSPECT               | EXCESS   | true  | Keep",
                "2 GOOD, 1 CORRUPT               | EXCESS   | true  | Restore",
                "2 MISSING, 3 CORRUPT            | EXCESS   | false | Restore",
                "2 MISSING, 3 CORRUPT            | CORRUPT  | false | Restore",
                "5 GOOD                          | EXCESS   | false | Restore",
                "''                              | REPLACED | false | Restore",
            })
    @DisplayName("I-4 a replica is unlinked only if enough others are proven at that moment")
    void onlyWhatIsProvenAnewIsUnlinked(String others, RemovalReason reason, boolean over, String decision) {
        ChunkProof chunk = new ChunkProof(CHUNK, true, false, 2, copies(others));

        assertThat(decide(removal(1, reason, null), over, chunk, true)).isEqualTo(decision);
    }

    @Test
    @DisplayName("I-4 a chunk that no file needs needs no other replicas; one that may be needed again does")
    void whatNobodyNeedsIsUnlinked() {
        ChunkProof givenUp = new ChunkProof(CHUNK, false, true, 2, List.of());
        ChunkProof unreferenced = new ChunkProof(CHUNK, false, false, 2, List.of());
        ChunkProof givenUpAndUsed = new ChunkProof(CHUNK, true, true, 2, List.of());
        Removal removal = removal(1, RemovalReason.RECLAIMED, null);

        assertThat(decide(removal, true, givenUp, true)).isEqualTo("Unlink");
        assertThat(decide(removal, false, givenUp, true)).isEqualTo("Keep");
        assertThat(decide(removal, true, unreferenced, true)).isEqualTo("Keep");
        assertThat(decide(removal, true, givenUpAndUsed, true)).isEqualTo("Restore");
    }

    @Test
    @DisplayName("I-4 what is unknown is unlinked only where little is unknown")
    void whatIsUnknownIsUnlinkedOnlyWhereLittleIs() {
        Removal removal = removal(1, RemovalReason.ORPHAN, null);

        assertThat(decide(removal, true, null, true)).isEqualTo("Unlink");
        assertThat(decide(removal, true, null, false)).isEqualTo("Keep");
        assertThat(decide(removal, false, null, true)).isEqualTo("Keep");
    }

    @Test
    @DisplayName("I-4 a node that does not answer, or is not known, gets no order that could be old when it hears it")
    void aSilentNodeGetsNoOrder() {
        ChunkProof whole = new ChunkProof(CHUNK, true, false, 2, copies("2 GOOD, 3 GOOD"));
        ChunkProof unreadable = new ChunkProof(CHUNK, true, false, 2, List.of());

        for (int node : new int[] {4, 5, 99}) {
            assertThat(decide(removal(node, RemovalReason.EXCESS, null), true, whole, true))
                    .isEqualTo("Keep");
            assertThat(decide(removal(node, RemovalReason.EXCESS, null), true, unreadable, true))
                    .isEqualTo("Keep");
        }
    }

    private static String decide(Removal removal, boolean over, @Nullable ChunkProof chunk, boolean garbage) {
        return DueRules.decide(removal, over, chunk, nodes(), garbage)
                .getClass()
                .getSimpleName();
    }

    private static Removal removal(int node, RemovalReason reason, @Nullable String lastError) {
        return new Removal(
                UUID.randomUUID(),
                CHUNK,
                id(node),
                1000,
                reason,
                "",
                RemovalState.QUARANTINED,
                Instant.EPOCH,
                Instant.EPOCH,
                lastError,
                null);
    }

    /** Nodes 1 to 3 are well, 4 is stale, 5 dead, 6 draining, 7 drained, 8 in maintenance and well, 9 well and yet to report. */
    private static Map<NodeId, NodeView> nodes() {
        Map<NodeId, NodeView> nodes = new HashMap<>();
        for (int number = 1; number <= 9; number++) {
            NodeHealth health = number == 4 ? NodeHealth.STALE : number == 5 ? NodeHealth.DEAD : NodeHealth.HEALTHY;
            AdminState admin = switch (number) {
                case 6 -> AdminState.DRAINING;
                case 7 -> AdminState.DRAINED;
                case 8 -> AdminState.MAINTENANCE;
                default -> AdminState.IN_SERVICE;
            };
            NodeAddress address = new NodeAddress(id(number), "node-" + number, "zone", "http://node:1");
            nodes.put(id(number), new NodeView(address, health, admin, new NodeSpace(100, 0, 100), 0, number != 9));
        }
        return nodes;
    }

    private static List<Copy> copies(String description) {
        return Arrays.stream(description.split(", "))
                .filter(part -> !part.isBlank())
                .map(part -> part.strip().split(" "))
                .map(words -> new Copy(
                        id(Integer.parseInt(words[0])),
                        words[1].equals("claimed") ? ReplicaState.GOOD : ReplicaState.valueOf(words[1]),
                        !words[1].equals("claimed")))
                .toList();
    }

    private static NodeId id(int number) {
        return new NodeId(new UUID(0, number));
    }
}
