package io.dfs.metadata.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.dfs.common.api.AdminState;
import io.dfs.common.api.DiskState;
import io.dfs.common.api.DiskVerdict;
import io.dfs.common.api.NodeAddress;
import io.dfs.common.api.NodeDisk;
import io.dfs.common.api.NodeDisk.Condition;
import io.dfs.common.api.NodeHealth;
import io.dfs.common.api.NodeSpace;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.DiskRules.Disk;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DiskRulesTest {

    private static final UUID A = UUID.fromString("01a00000-0000-7000-8000-00000000000a");
    private static final UUID B = UUID.fromString("01a00000-0000-7000-8000-00000000000b");

    private static Disk known(UUID id, String path, DiskState state) {
        return new Disk(id, path, state, null);
    }

    private static NodeDisk told(@Nullable UUID id, String path, Condition condition) {
        return new NodeDisk(id, path, condition, null);
    }

    private static boolean joins(List<Disk> known, NodeDisk... reported) {
        List<NodeDisk> report = List.of(reported);
        List<DiskVerdict> verdicts = DiskRules.verdicts("n1", DiskRules.after(known, report), report);
        assertThat(verdicts).hasSize(1);
        return verdicts.getFirst().joins();
    }

    private static Disk after(Disk known, NodeDisk... reported) {
        return DiskRules.after(List.of(known), List.of(reported)).getFirst();
    }

    @Test
    void theFirstDisksOfANewNodeJoinWithoutAnyStep() {
        assertThat(joins(List.of(), told(null, "/a", Condition.EMPTY))).isTrue();
    }

    @Test
    void aDirectoryAtANewPathJoins() {
        List<Disk> known = List.of(known(A, "/a", DiskState.IN_USE));

        assertThat(joins(known, told(A, "/a", Condition.IN_USE), told(null, "/b", Condition.EMPTY)))
                .isTrue();
    }

    @Test
    @DisplayName("an empty directory in the place of a known disk is refused, and the disk is missing")
    void anEmptyDirectoryInThePlaceOfADiskIsRefused() {
        List<Disk> known = List.of(known(A, "/a", DiskState.IN_USE), known(B, "/b", DiskState.IN_USE));
        NodeDisk there = told(A, "/a", Condition.IN_USE);
        NodeDisk empty = told(null, "/b", Condition.EMPTY);

        assertThat(joins(known, there, empty)).isFalse();
        assertThat(DiskRules.after(known, List.of(there, empty)))
                .extracting(Disk::id, Disk::state)
                .containsExactly(tuple(A, DiskState.IN_USE), tuple(B, DiskState.MISSING));
        assertThat(DiskRules.verdicts("n1", known, List.of(empty)).getFirst().reason())
                .contains(B.toString(), "mount it", "dfs node disk accept n1 /b");
    }

    @ParameterizedTest
    @EnumSource(
            value = DiskState.class,
            names = {"REPLACED"},
            mode = EnumSource.Mode.EXCLUDE)
    void aPlaceIsBarredUntilAPersonSaysThatTheDiskWasReplaced(DiskState state) {
        NodeDisk empty = told(null, "/a", Condition.EMPTY);

        assertThat(joins(List.of(known(A, "/a", state)), empty)).isFalse();
        assertThat(joins(List.of(known(A, "/a", DiskState.REPLACED)), empty)).isTrue();
    }

    @Test
    @DisplayName("what only the other disks' markers remember bars its place, too")
    void whatOnlyTheMarkersRememberBarsItsPlace() {
        NodeDisk remembered = told(B, "/b", Condition.MISSING);

        assertThat(joins(List.of(), told(A, "/a", Condition.IN_USE), told(null, "/b", Condition.EMPTY), remembered))
                .isFalse();
    }

    @Test
    void whatAPersonDecidedWeighsMoreThanWhatMarkersRemember() {
        List<Disk> known = List.of(known(B, "/b", DiskState.REPLACED));

        assertThat(joins(known, told(null, "/b", Condition.EMPTY), told(B, "/b", Condition.MISSING)))
                .isTrue();
    }

    @Test
    void aDiskThatComesBackIsUsedAgainWhateverWasDecided() {
        for (DiskState state : DiskState.values()) {
            assertThat(after(known(A, "/a", state), told(A, "/new", Condition.IN_USE)))
                    .isEqualTo(known(A, "/new", DiskState.IN_USE));
        }
    }

    @Test
    void aDiskAtAnotherPathLeavesItsOldPlace() {
        List<Disk> known = List.of(known(A, "/a", DiskState.IN_USE));

        assertThat(joins(known, told(A, "/moved", Condition.IN_USE), told(null, "/a", Condition.EMPTY)))
                .isTrue();
    }

    @Test
    void aDiskThatErrsHasFailedWhetherItsMarkerCanBeReadOrNot() {
        Disk inUse = known(A, "/a", DiskState.IN_USE);

        assertThat(after(inUse, told(A, "/a", Condition.FAILED)).state()).isEqualTo(DiskState.FAILED);
        assertThat(after(inUse, told(null, "/a", Condition.FAILED)).state()).isEqualTo(DiskState.FAILED);
        assertThat(after(inUse, told(A, "/a", Condition.MISSING), told(null, "/a", Condition.FAILED))
                        .state())
                .isEqualTo(DiskState.FAILED);
    }

    @Test
    void aDiskThatIsTakenOutOfTheConfigurationIsMissing() {
        Disk gone = after(known(A, "/a", DiskState.IN_USE), told(B, "/b", Condition.IN_USE));

        assertThat(gone.state()).isEqualTo(DiskState.MISSING);
        assertThat(gone.detail()).contains("DFS_NODE_DATA_DIRS");
    }

    @Test
    void aDiskIsMeantByItsIdTheBeginningOfItOrItsPath() {
        List<Disk> disks = List.of(known(A, "/a", DiskState.REPLACED), known(B, "/a", DiskState.MISSING));

        assertThat(DiskRules.meant("/a", disks)).extracting(Disk::id).containsExactly(B);
        assertThat(DiskRules.meant(A.toString(), disks)).extracting(Disk::id).containsExactly(A);
        assertThat(DiskRules.meant("01a00000", disks)).hasSize(2);
        assertThat(DiskRules.meant("/c", disks)).isEmpty();
    }

    @Test
    void aDiskInUseIsNotGivenUp() {
        Disk inUse = known(A, "/a", DiskState.IN_USE);

        assertThat(DiskRules.refusal(inUse, node(NodeHealth.STALE, true)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("in use", "DFS_NODE_DATA_DIRS"));
        assertThat(DiskRules.refusal(inUse, node(NodeHealth.DEAD, false))).isEmpty();
        assertThat(DiskRules.refusal(known(A, "/a", DiskState.MISSING), node(NodeHealth.HEALTHY, true)))
                .isEmpty();
    }

    @Test
    @DisplayName("I-4 before the node has said what is left, it is not known what would be lost")
    void nothingIsGivenUpBeforeTheNodeHasReported() {
        assertThat(DiskRules.refusal(known(A, "/a", DiskState.MISSING), node(NodeHealth.HEALTHY, false)))
                .isPresent();
    }

    private static NodeView node(NodeHealth health, boolean reported) {
        return new NodeView(
                new NodeAddress(NodeId.random(), "n1", "z", "http://n1"),
                health,
                AdminState.IN_SERVICE,
                new NodeSpace(10, 1, 9),
                0,
                reported);
    }
}
