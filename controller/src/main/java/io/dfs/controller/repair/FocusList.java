package io.dfs.controller.repair;

import io.dfs.common.api.ScanFocus;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.NodeId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The nodes whose chunks the metadata service wants scanned first, and how far each scan is. A node is scanned through once
 * for each occasion, and again now and then in case something was missed. Only a hint, lost with the process: then the nodes
 * are scanned once more.
 */
final class FocusList {

    static final Duration SCAN_AGAIN_AFTER = Duration.ofMinutes(10);

    /** Nothing found may mean that nothing was looked for, because the cluster held back. */
    static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(30);

    /** The next page of a node's scan. */
    record Page(NodeId nodeId, String occasion, @Nullable ChunkId after) {}

    /** @param notBeforeNanos when the node is due; only for a scan that has not begun */
    private record Progress(
            String occasion,
            @Nullable ChunkId after,
            @Nullable Long notBeforeNanos,
            long examined) {

        static Progress begin(String occasion) {
            return new Progress(occasion, null, null, 0);
        }

        boolean isDue(long nowNanos) {
            return notBeforeNanos == null || nowNanos - notBeforeNanos >= 0;
        }
    }

    private final Map<NodeId, Progress> nodes = new LinkedHashMap<>();

    /** Takes over what the service wants now. */
    void update(List<ScanFocus> wanted) {
        Map<NodeId, Progress> next = new LinkedHashMap<>();
        for (ScanFocus focus : wanted) {
            Progress known = nodes.get(focus.nodeId());
            next.put(
                    focus.nodeId(),
                    known != null && known.occasion().equals(focus.occasion())
                            ? known
                            : Progress.begin(focus.occasion()));
        }
        nodes.clear();
        nodes.putAll(next);
    }

    Optional<Page> next(long nowNanos) {
        return nodes.entrySet().stream()
                .filter(entry -> entry.getValue().isDue(nowNanos))
                .map(entry -> new Page(
                        entry.getKey(),
                        entry.getValue().occasion(),
                        entry.getValue().after()))
                .findFirst();
    }

    /** @param next where the scan of the node continues; null if it is through */
    void scanned(Page page, int examinedChunks, @Nullable ChunkId next, long nowNanos) {
        nodes.computeIfPresent(page.nodeId(), (_, progress) -> {
            if (!progress.occasion().equals(page.occasion())) {
                return progress;
            }
            long examined = progress.examined() + examinedChunks;
            if (next != null) {
                return new Progress(page.occasion(), next, null, examined);
            }
            Duration pause = examined == 0 ? LOOK_AGAIN_AFTER : SCAN_AGAIN_AFTER;
            return new Progress(page.occasion(), null, nowNanos + pause.toNanos(), 0);
        });
    }
}
