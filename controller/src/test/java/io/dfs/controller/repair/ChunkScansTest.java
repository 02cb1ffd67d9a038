package io.dfs.controller.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.RepairScan;
import io.dfs.common.api.RepairScanRequest;
import io.dfs.common.api.ScanFocus;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ChunkScansTest {

    private final ScriptedMetadata metadata = new ScriptedMetadata();
    private final NodeId node = NodeId.random();
    private final List<ScanFocus> focus = List.of(new ScanFocus(node, "dead"));

    @Test
    void aNodeThatSomethingHappenedToIsScannedInTheRoundThatLearnsOfIt() {
        ChunkId middle = ChunkId.random();
        metadata.scans.add(new RepairScan(5, 0, 0, 0, null, focus)); // the walk
        metadata.scans.add(new RepairScan(1000, 7, 1, 2, middle, focus));
        metadata.scans.add(new RepairScan(500, 3, 0, 1, null, focus));

        ChunkScans.Found found = scans(50).scanOnce();

        assertThat(found).isEqualTo(new ChunkScans.Found(1505, 10, 1, 3));
        assertThat(metadata.scanRequests)
                .containsExactly(
                        new RepairScanRequest(null, 1000, null),
                        new RepairScanRequest(null, 1000, node),
                        new RepairScanRequest(middle, 1000, node));
    }

    @Test
    @DisplayName("I-9 a round scans a bounded part of a node and the next continues, before the walk")
    void aRoundScansABoundedPartOfANode() {
        ChunkScans scans = scans(2);
        ChunkId first = ChunkId.random();
        ChunkId second = ChunkId.random();
        metadata.scans.add(new RepairScan(0, 0, 0, 0, null, focus));
        metadata.scans.add(new RepairScan(1000, 0, 0, 0, first, focus));
        metadata.scans.add(new RepairScan(1000, 0, 0, 0, second, focus));
        scans.scanOnce();
        metadata.scanRequests.clear();
        metadata.scans.add(new RepairScan(1000, 0, 0, 0, null, focus));
        metadata.scans.add(new RepairScan(0, 0, 0, 0, null, focus));

        scans.scanOnce();

        assertThat(metadata.scanRequests)
                .containsExactly(new RepairScanRequest(second, 1000, node), new RepairScanRequest(null, 1000, null));
    }

    private ChunkScans scans(int focusPages) {
        return new ChunkScans(
                metadata.api(), Settings.standard().withFocusPages(focusPages).build(), new VirtualTime());
    }
}
