package io.dfs.controller.repair;

import io.dfs.common.api.MetadataApi;
import io.dfs.common.api.RepairScan;
import io.dfs.common.api.RepairScanRequest;
import io.dfs.common.id.ChunkId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has chunks compared with what they should have: first those of nodes that something happened to, then, slowly, all of
 * them. Where the walk stands is lost with the process, harmlessly: it begins again at the first chunk.
 */
final class ChunkScans {

    /** What the scans of a round found. */
    record Found(int examinedChunks, int underReplicatedChunks, int misplacedChunks, int trimmedReplicas) {

        static final Found NOTHING = new Found(0, 0, 0, 0);

        Found and(RepairScan scan) {
            return new Found(
                    examinedChunks + scan.examinedChunks(),
                    underReplicatedChunks + scan.underReplicatedChunks(),
                    misplacedChunks + scan.misplacedChunks(),
                    trimmedReplicas + scan.trimmedReplicas());
        }
    }

    private final MetadataApi metadata;
    private final RepairSettings settings;
    private final MonotonicTime time;
    private final FocusList focus = new FocusList();
    private @Nullable ChunkId walkedUpTo;
    private Found found = Found.NOTHING;
    private int focusPages;

    ChunkScans(MetadataApi metadata, RepairSettings settings, MonotonicTime time) {
        this.metadata = metadata;
        this.settings = settings;
        this.time = time;
    }

    /** The scans of one round, a bounded number of pages. */
    Found scanOnce() {
        found = Found.NOTHING;
        focusPages = 0;
        scanFocus();
        walk();
        // The walk's answers may have told of a node that needs a look at once.
        scanFocus();
        return found;
    }

    private void scanFocus() {
        Optional<FocusList.Page> next = focus.next(time.nanos());
        while (next.isPresent() && focusPages < settings.focusPagesPerRound()) {
            focusPages++;
            FocusList.Page page = next.get();
            RepairScan scan = metadata.scanForRepairs(
                    new RepairScanRequest(page.after(), settings.scanPageSize(), page.nodeId()));
            focus.scanned(page, scan.examinedChunks(), scan.next(), time.nanos());
            note(scan);
            next = focus.next(time.nanos());
        }
    }

    private void walk() {
        for (int page = 0; page < settings.scanPagesPerRound(); page++) {
            RepairScan scan = metadata.scanForRepairs(new RepairScanRequest(walkedUpTo, settings.scanPageSize(), null));
            walkedUpTo = scan.next();
            note(scan);
            if (walkedUpTo == null) {
                return;
            }
        }
    }

    private void note(RepairScan scan) {
        found = found.and(scan);
        focus.update(scan.focus());
    }
}
