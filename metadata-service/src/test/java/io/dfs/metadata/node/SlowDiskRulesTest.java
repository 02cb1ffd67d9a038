package io.dfs.metadata.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.DiskLatency;
import io.dfs.common.api.DiskLatency.Latency;
import io.dfs.common.id.NodeId;
import io.dfs.metadata.node.SlowDiskRules.Finding;
import io.dfs.metadata.node.SlowDiskRules.Measured;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlowDiskRulesTest {

    /** Medians in milliseconds, one for each node. */
    private static List<Measured> writes(String millis, long samples) {
        return Arrays.stream(millis.split(" "))
                .map(Long::parseLong)
                .map(each -> new Latency(samples, each * 1000, each * 1000))
                .map(latency -> measured(new DiskLatency("/d", latency, null)))
                .collect(Collectors.toList());
    }

    private static Measured measured(DiskLatency... disks) {
        return new Measured(NodeId.random(), List.of(disks));
    }

    private static List<Integer> slow(List<Measured> nodes) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            if (SlowDiskRules.slow(nodes).containsKey(nodes.get(i).node())) {
                places.add(i);
            }
        }
        return places;
    }

    @ParameterizedTest(name = "{0}: {3}")
    @CsvSource(textBlock = """
            one is far slower,                          10 500 12 11,       50, 1
            five times as slow as the median,           100 100 500,        50, 2
            not five times as slow,                     101 101 504,        50, -
            all are slow,                               400 500 450,        50, -
            far slower than others and still fast,      1 1 99,             50, -
            half of them are slow,                      10 10 500 500,      50, 2 3
            most of them are slow,                      10 10 500 500 500,  50, -
            two of five are slow,                       10 500 12 500 11,   50, 1 3
            one other node shows nothing,               10 500,             50, -
            too few samples,                            10 10 500,          9,  -
            enough samples,                             10 10 500,          10, 2
            a node without figures is none of them,     10 500 0,           0,  -
            """)
    void comparesEachNodeWithTheMedianOfTheOthers(String what, String millis, long samples, String expected) {
        List<Integer> places = expected.equals("-")
                ? List.of()
                : Arrays.stream(expected.split(" ")).map(Integer::valueOf).toList();

        assertThat(slow(writes(millis, samples))).isEqualTo(places);
    }

    @Test
    void aNodeCountsWithItsSlowestDiskAndTheSentenceNamesIt() {
        Latency fast = new Latency(100, 4_000, 20_000);
        Measured slow = measured(
                new DiskLatency("/disk1", fast, fast),
                new DiskLatency("/disk2", new Latency(100, 640_000, 900_000), null));
        List<Measured> nodes = List.of(
                measured(new DiskLatency("/disk1", fast, null)), slow, measured(new DiskLatency("/disk1", fast, fast)));

        assertThat(SlowDiskRules.slow(nodes).values()).singleElement().satisfies(finding -> {
            assertThat(finding.node()).isEqualTo(slow.node());
            assertThat(finding.sentence())
                    .isEqualTo(
                            "half of the writes to /disk2 took 640 ms for each MiB or longer, in the median of the other"
                                    + " nodes 4.0 ms");
            assertThat(finding.bytesPerSecond()).isEqualTo((1L << 20) * 1_000_000 / 640_000);
        });
    }

    @Test
    void readsAndTheTailCountAsWell() {
        Latency fast = new Latency(1000, 4_000, 20_000);
        List<Measured> nodes = List.of(
                measured(new DiskLatency("/d", fast, fast)),
                measured(new DiskLatency("/d", fast, fast)),
                measured(new DiskLatency("/d", fast, new Latency(50, 300_000, 400_000))),
                measured(new DiskLatency("/d", new Latency(200, 4_000, 3_000_000), fast)),
                measured(new DiskLatency("/d", new Latency(199, 4_000, 3_000_000), fast)));

        assertThat(SlowDiskRules.slow(nodes).values())
                .extracting(Finding::sentence)
                .containsExactlyInAnyOrder(
                        "half of the reads from /d took 300 ms for each MiB or longer, in the median of the other nodes 4.0 ms",
                        "1 of 100 writes to /d took 3000 ms for each MiB or longer, in the median of the other nodes 20 ms");
    }
}
