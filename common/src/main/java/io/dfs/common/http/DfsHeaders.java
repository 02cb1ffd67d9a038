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

    /**
     * On requests that a gateway passes on to the metadata service: where it passes on requests to storage nodes, such as
     * {@code http://localhost:7070/nodes}. The node at {@code http://HOST:PORT} is then answered as that and {@code /HOST:PORT}.
     */
    public static final String NODE_GATEWAY = "X-Dfs-Node-Gateway";

    /**
     * On requests that change something: names the change, so that the same request sent again, because its answer was lost,
     * does not change it twice and gets the same answer. One key for one change; kept for 24 hours.
     */
    public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private DfsHeaders() {}
}
