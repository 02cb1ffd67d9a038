package io.dfs.metadata.allocation;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.size.ByteSize;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much may lie on nodes, or be about to, without belonging to a file.
 *
 * @param share per cent of the space that is free but for such chunks, which those of one principal may take; 100 for no limit. All
 *     principals together may take half of the rest besides
 * @param minimum what one principal may have however little is free
 * @param maxChunks of one principal; a chunk takes a file on each node, however short it is
 * @param expiry how long a chunk counts that is never committed: until nodes reclaim it as an orphan
 */
@ConfigurationProperties("dfs.uncommitted")
record UncommittedLimits(
        @DefaultValue("50") int share,
        @DefaultValue("64GB") DataSize minimum,
        @DefaultValue("1000000") long maxChunks,
        @DefaultValue("48h") Duration expiry) {

    UncommittedLimits {
        if (share < 1 || share > 100) {
            throw new IllegalArgumentException("dfs.uncommitted.share is %d: 1 to 100".formatted(share));
        }
        if (minimum.isNegative() || maxChunks < 1 || !expiry.isPositive()) {
            throw new IllegalArgumentException(
                    "dfs.uncommitted: minimum is %s, max-chunks %d, expiry %s: all above zero"
                            .formatted(minimum, maxChunks, expiry));
        }
    }

    /**
     * @param own what the principal would have
     * @param all what all principals would have
     * @param freeBytes of all nodes, as they report it
     * @throws DfsException {@link ErrorCode#NO_SPACE} if that is too much
     */
    void check(String principal, Usage own, Usage all, long freeBytes) {
        if (share == 100) {
            return;
        }
        if (own.chunks() > maxChunks) {
            throw tooMuch(principal, own.chunks() + " chunks", Long.toString(maxChunks));
        }
        double whole = (double) freeBytes + (double) all.bytes();
        double most = Math.max((double) minimum.toBytes(), whole * share / 100);
        double mostOfAll = Math.max((double) minimum.toBytes(), whole * (100 + share) / 200);
        if (own.bytes() > most) {
            throw tooMuch(principal, ByteSize.format(own.bytes()) + " in chunks", ByteSize.format((long) most));
        }
        if (all.bytes() > mostOfAll) {
            throw tooMuch("all writers together", ByteSize.format(all.bytes()) + " in chunks", ByteSize.format((long)
                    mostOfAll));
        }
    }

    private DfsException tooMuch(String who, String what, String limit) {
        return new DfsException(
                ErrorCode.NO_SPACE,
                "%s would have %s that no file has yet, and %s is the limit: let uploads under way end, or repeat those that broke off;"
                                .formatted(who, what, limit)
                        + " what is given up stops counting after %d h".formatted(expiry.toHours()));
    }
}
