package io.dfs.node.transfer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpRange;

/** Which bytes of a chunk a request asks for, by the rules of RFC 9110 §14. */
sealed interface ByteRange {

    /** All of them: there is no range, or it is one that may be ignored. */
    record Whole() implements ByteRange {}

    record Part(long offset, long lengthBytes) implements ByteRange {

        /** @param chunkBytes how long the chunk is, {@code *} for a reader who is not told */
        String contentRange(String chunkBytes) {
            return "bytes " + offset + "-" + (offset + lengthBytes - 1) + "/" + chunkBytes;
        }
    }

    /** None: the ranges are well formed and the chunk has no byte of them. */
    record Unsatisfiable() implements ByteRange {

        static String contentRange(long chunkBytes) {
            return "bytes */" + chunkBytes;
        }
    }

    /**
     * One range is served. Several of which at least one can be served, another unit than bytes and what is no range are ignored, as
     * programs expect that resume downloads.
     *
     * @param range the header {@code Range}
     * @param ifRange the header {@code If-Range}: with another value than the entity tag, the program has bytes of something else
     */
    static ByteRange of(@Nullable String range, @Nullable String ifRange, String entityTag, long chunkBytes) {
        if (range == null || (ifRange != null && !ifRange.strip().equals(entityTag))) {
            return new Whole();
        }
        List<HttpRange> ranges = parse(range);
        if (ranges.isEmpty()) {
            return new Whole();
        }
        if (ranges.stream().noneMatch(one -> one.getRangeStart(chunkBytes) < chunkBytes)) {
            return new Unsatisfiable();
        }
        return ranges.size() > 1 ? new Whole() : part(ranges.getFirst(), chunkBytes);
    }

    private static Part part(HttpRange range, long chunkBytes) {
        long offset = range.getRangeStart(chunkBytes);
        return new Part(offset, range.getRangeEnd(chunkBytes) - offset + 1);
    }

    /** None if the text is not well formed. */
    private static List<HttpRange> parse(String text) {
        try {
            return HttpRange.parseRanges(text);
        } catch (IllegalArgumentException _) {
            return List.of();
        }
    }
}
