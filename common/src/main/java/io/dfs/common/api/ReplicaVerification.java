package io.dfs.common.api;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;
import org.jspecify.annotations.Nullable;

/**
 * A node's own finding on one of its replicas.
 *
 * @param lengthBytes and {@code crc32c}: of the bytes that were read, if they were found GOOD by the chunk file's own footer; the
 *     metadata compares them with what the chunk must have
 */
public record ReplicaVerification(
        ChunkId chunkId,
        Finding finding,
        @Nullable Long lengthBytes,
        @Nullable Crc32c crc32c,
        String detail) {

    public enum Finding {
        GOOD,
        CORRUPT,
        MISSING
    }

    public static ReplicaVerification good(ChunkId chunkId, long lengthBytes, Crc32c crc32c) {
        return new ReplicaVerification(chunkId, Finding.GOOD, lengthBytes, crc32c, "");
    }

    /** A finding other than GOOD. */
    public static ReplicaVerification bad(ChunkId chunkId, Finding finding, String detail) {
        return new ReplicaVerification(chunkId, finding, null, null, detail);
    }
}
