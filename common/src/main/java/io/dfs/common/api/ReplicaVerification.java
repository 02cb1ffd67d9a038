package io.dfs.common.api;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A node's own finding on one of its replicas.
 *
 * @param lengthBytes and {@code crc32c}: of the bytes that were read, if they were found GOOD by the chunk file's own footer; the
 *     metadata compares them with what the chunk must have
 * @param ageMillis how long before this was sent the node found it; null from nodes of an older version
 */
public record ReplicaVerification(
        ChunkId chunkId,
        Finding finding,
        @Nullable Long lengthBytes,
        @Nullable Crc32c crc32c,
        String detail,
        @Nullable Long ageMillis) {

    public enum Finding {
        GOOD,
        CORRUPT,
        MISSING,
        /** There is a file, and the disk has refused to give it several times. */
        UNREADABLE
    }

    public static ReplicaVerification good(ChunkId chunkId, long lengthBytes, Crc32c crc32c) {
        return new ReplicaVerification(chunkId, Finding.GOOD, lengthBytes, crc32c, "", null);
    }

    /** A finding other than GOOD. */
    public static ReplicaVerification bad(ChunkId chunkId, Finding finding, String detail) {
        return new ReplicaVerification(chunkId, finding, null, null, detail, null);
    }

    public ReplicaVerification aged(Duration age) {
        return new ReplicaVerification(chunkId, finding, lengthBytes, crc32c, detail, Math.max(0, age.toMillis()));
    }

    public ReplicaVerification ageless() {
        return new ReplicaVerification(chunkId, finding, lengthBytes, crc32c, detail, null);
    }
}
