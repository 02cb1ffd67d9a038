package io.dfs.metadata.commit;

import io.dfs.common.api.CommitRequest;
import io.dfs.common.api.ExtentCommit;
import io.dfs.common.api.FileCommit;
import io.dfs.common.api.Precondition;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import io.dfs.common.id.Ids;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A good file to commit; each test changes the one thing that it is about. */
record Upload(
        UUID uploadId,
        String path,
        long lengthBytes,
        Crc32c crc32c,
        int replicationFactor,
        long chunkSizeBytes,
        Precondition precondition,
        List<ExtentCommit> extents) {

    static final long CHUNK_SIZE = 1 << 20;

    /** Whole chunks, one extent each. */
    static Upload of(String path, List<Chunk> chunks) {
        return ofExtents(path, chunks.stream().map(Chunk::whole).toList());
    }

    static Upload ofExtents(String path, List<ExtentCommit> extents) {
        long lengthBytes = 0;
        Crc32c crc32c = Crc32c.EMPTY;
        for (ExtentCommit extent : extents) {
            lengthBytes += extent.lengthBytes();
            crc32c = crc32c.append(extent.crc32c(), extent.lengthBytes());
        }
        return new Upload(Ids.next(), path, lengthBytes, crc32c, 3, CHUNK_SIZE, Precondition.ABSENT, extents);
    }

    /** Bytes of one value: their checksum is the content's, however it is cut. */
    record Chunk(ChunkId id, int lengthBytes, byte value) {

        static Chunk of(int lengthBytes, int value) {
            return new Chunk(ChunkId.random(), lengthBytes, (byte) value);
        }

        Crc32c crc32c() {
            return crc32c(lengthBytes);
        }

        ExtentCommit whole() {
            return part(0, lengthBytes);
        }

        ExtentCommit part(long offset, int length) {
            return new ExtentCommit(id, offset, length, crc32c(length));
        }

        private Crc32c crc32c(int length) {
            byte[] bytes = new byte[length];
            java.util.Arrays.fill(bytes, value);
            return Crc32c.of(bytes);
        }
    }

    Upload withUploadId(UUID id) {
        return new Upload(id, path, lengthBytes, crc32c, replicationFactor, chunkSizeBytes, precondition, extents);
    }

    Upload withPath(String other) {
        return new Upload(
                uploadId, other, lengthBytes, crc32c, replicationFactor, chunkSizeBytes, precondition, extents);
    }

    Upload withLengthBytes(long length) {
        return new Upload(uploadId, path, length, crc32c, replicationFactor, chunkSizeBytes, precondition, extents);
    }

    Upload withCrc32c(Crc32c crc) {
        return new Upload(uploadId, path, lengthBytes, crc, replicationFactor, chunkSizeBytes, precondition, extents);
    }

    Upload withReplicationFactor(int factor) {
        return new Upload(uploadId, path, lengthBytes, crc32c, factor, chunkSizeBytes, precondition, extents);
    }

    Upload withChunkSizeBytes(long size) {
        return new Upload(uploadId, path, lengthBytes, crc32c, replicationFactor, size, precondition, extents);
    }

    Upload with(Precondition other) {
        return new Upload(uploadId, path, lengthBytes, crc32c, replicationFactor, chunkSizeBytes, other, extents);
    }

    Upload withExtents(List<ExtentCommit> others) {
        return new Upload(uploadId, path, lengthBytes, crc32c, replicationFactor, chunkSizeBytes, precondition, others);
    }

    FileCommit commit() {
        return new FileCommit(
                uploadId,
                FilePath.valueOf(path),
                lengthBytes,
                crc32c,
                replicationFactor,
                chunkSizeBytes,
                precondition,
                "text/plain",
                Map.of("origin", "test"),
                extents);
    }

    CommitRequest request(List<String> receipts) {
        return new CommitRequest(List.of(commit()), receipts);
    }
}
