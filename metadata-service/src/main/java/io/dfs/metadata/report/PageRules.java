package io.dfs.metadata.report;

import io.dfs.common.api.ChunkReportPage;
import io.dfs.common.api.QuarantinedFile;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.metadata.limits.Limits;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a page must be like, whatever is recorded. */
final class PageRules {

    /** What a node listed so long ago is of no use. */
    static final Duration MAX_AGE = Duration.ofDays(1);

    private PageRules() {}

    /** @param now by the database's clock, as {@code startedAt} is */
    static void check(ChunkReportPage page, Instant now) {
        if (page.startedAt().isAfter(now)) {
            throw invalid("startedAt is %s, and it is %s: send back what the start of the report answered"
                    .formatted(page.startedAt(), now));
        }
        if (page.startedAt().isBefore(now.minus(MAX_AGE))) {
            throw invalid("the report began at %s, more than %d hours ago: start another one"
                    .formatted(page.startedAt(), MAX_AGE.toHours()));
        }
        if (page.chunks().size() > Limits.MAX_CHUNKS_PER_REPORT_PAGE
                || page.quarantined().size() > Limits.MAX_CHUNKS_PER_REPORT_PAGE) {
            throw invalid("the page has %d chunks and %d files in quarantine; the most is %d of each"
                    .formatted(page.chunks().size(), page.quarantined().size(), Limits.MAX_CHUNKS_PER_REPORT_PAGE));
        }
        checkRange(page);
    }

    private static void checkRange(ChunkReportPage page) {
        ChunkId after = page.after();
        ChunkId through = page.through();
        if (after != null && through != null && through.compareTo(after) <= 0) {
            throw invalid("the page is to end with chunk %s and to begin after %s: it must end later than it begins"
                    .formatted(through, after));
        }
        ChunkId before = after;
        for (ChunkId chunk : page.chunks()) {
            if (before != null && chunk.compareTo(before) <= 0) {
                throw invalid("chunk %s comes after %s: chunks must ascend, each once, and lie above after"
                        .formatted(chunk, before));
            }
            before = chunk;
        }
        if (before != null) {
            requireThrough(before, through);
        }
        for (QuarantinedFile file : page.quarantined()) {
            if (after != null && file.chunkId().compareTo(after) <= 0) {
                throw invalid("the file of chunk %s in quarantine does not lie above %s, where the page begins"
                        .formatted(file.chunkId(), after));
            }
            requireThrough(file.chunkId(), through);
        }
    }

    private static void requireThrough(ChunkId chunk, @Nullable ChunkId through) {
        if (through != null && chunk.compareTo(through) > 0) {
            throw invalid("chunk %s lies behind %s, with which the page is to end".formatted(chunk, through));
        }
    }

    private static DfsException invalid(String message) {
        return new DfsException(ErrorCode.INVALID_REQUEST, message);
    }
}
