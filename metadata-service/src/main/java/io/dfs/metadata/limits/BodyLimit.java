package io.dfs.metadata.limits;

/**
 * The most that the body of a request may be. Both are enforced while it is read, so that no more than this gets into memory.
 *
 * @param bytes of JSON text, as it is sent
 * @param values JSON values and names in it: five bytes of text can become a hundred in memory
 */
public record BodyLimit(long bytes, long values) {

    /** What an endpoint gets that has not said otherwise: enough for a record with two of the longest paths, escaped. */
    public static final BodyLimit SMALL = new BodyLimit(64 * 1024, 500);

    public static final BodyLimit NONE = new BodyLimit(0, 0);

    /** What one value takes in memory beside its text, at most; measured are 40 to 100 bytes. */
    public static final long BYTES_PER_VALUE = 100;

    /** @param ceilingBytes what no body may exceed, at any endpoint */
    public BodyLimit atMost(long ceilingBytes) {
        return new BodyLimit(Math.min(bytes, ceilingBytes), values);
    }

    /** What a body that is as large as may be takes: its text, and what is made of it. */
    public long memoryBytes() {
        return bytes + values * BYTES_PER_VALUE;
    }
}
