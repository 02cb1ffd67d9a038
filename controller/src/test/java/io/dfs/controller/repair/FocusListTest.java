package io.dfs.controller.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.dfs.common.api.ScanFocus;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import io.dfs.controller.repair.FocusList.Page;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FocusListTest {

    private static final long LATER = FocusList.SCAN_AGAIN_AFTER.toNanos();

    private final FocusList list = new FocusList();
    private final NodeId first = NodeId.random();
    private final NodeId second = NodeId.random();

    @Test
    void nothingIsDueWhenNothingHappened() {
        assertThat(list.next(0)).isEmpty();
    }

    @Test
    void aNodeIsScannedThroughOnceForAnOccasionThenTheNext() {
        list.update(List.of(new ScanFocus(first, "dead"), new ScanFocus(second, "draining")));
        ChunkId middle = ChunkId.random();

        Page begin = list.next(0).orElseThrow();
        assertThat(begin).isEqualTo(new Page(first, "dead", null));
        list.scanned(begin, 1000, middle, 0);
        Page end = list.next(0).orElseThrow();
        assertThat(end).isEqualTo(new Page(first, "dead", middle));
        list.scanned(end, 10, null, 0);
        Page other = list.next(0).orElseThrow();
        assertThat(other).isEqualTo(new Page(second, "draining", null));
        list.scanned(other, 1, null, 0);

        list.update(List.of(new ScanFocus(second, "draining"), new ScanFocus(first, "dead")));
        assertThat(list.next(LATER - 1)).isEmpty();
    }

    @Test
    void aNodeIsScannedAgainNowAndThen() {
        list.update(List.of(new ScanFocus(first, "dead")));
        list.scanned(list.next(0).orElseThrow(), 1, null, 0);

        assertThat(list.next(LATER - 1)).isEmpty();
        assertThat(list.next(LATER)).contains(new Page(first, "dead", null));
    }

    @Test
    void aScanThatSawNothingIsRepeatedSoon() {
        list.update(List.of(new ScanFocus(first, "dead")));
        list.scanned(list.next(0).orElseThrow(), 0, null, 0);

        assertThat(list.next(0)).isEmpty();
        assertThat(list.next(FocusList.LOOK_AGAIN_AFTER.toNanos())).isPresent();
    }

    @Test
    void aNewOccasionBeginsTheScanAnewEvenInTheMiddle() {
        list.update(List.of(new ScanFocus(first, "dead")));
        Page page = list.next(0).orElseThrow();
        list.scanned(page, 1000, ChunkId.random(), 0);

        list.update(List.of(new ScanFocus(first, "returned")));
        list.scanned(page, 1000, null, 0);

        assertThat(list.next(0)).contains(new Page(first, "returned", null));
    }

    @Test
    void aNodeThatIsNoLongerWantedIsForgotten() {
        list.update(List.of(new ScanFocus(first, "dead")));
        list.scanned(list.next(0).orElseThrow(), 1, null, 0);
        list.update(List.of());
        assertThat(list.next(Duration.ofDays(1).toNanos())).isEmpty();

        list.update(List.of(new ScanFocus(first, "dead")));
        assertThat(list.next(0)).isPresent();
    }
}
