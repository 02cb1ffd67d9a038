package io.dfs.common.http;

/** Names of our HTTP headers. */
public final class DfsHeaders {

    /** On a chunk's PUT: the CRC32C that the body must have. On its GET and HEAD: the CRC32C of the whole chunk. */
    public static final String CRC32C = "Dfs-Crc32c";

    /**
     * On a chunk's PUT, GET and HEAD: where the chunk came from (path at write time and position, or {@code pack}),
     * percent-encoded. Kept in the chunk file for rescue; never interpreted.
     */
    public static final String ORIGIN = "Dfs-Origin";

    /** Names a request through every log and problem; made by the service if the caller sends none. */
    public static final String REQUEST_ID = "X-Request-Id";

    private DfsHeaders() {}
}
