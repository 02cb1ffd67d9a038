package io.dfs.cli.upload;

import io.dfs.common.api.ExtentCommit;
import io.dfs.common.api.FileCommit;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.file.FilePath;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Makes the records of a commit. */
final class Commits {

    private Commits() {}

    /** A file that has these chunks, and no others, from beginning to end. */
    static FileCommit ofChunks(
            UUID uploadId, FilePath target, long chunkSizeBytes, UploadOptions options, List<SentChunk> chunks) {
        List<ExtentCommit> extents = new ArrayList<>(chunks.size());
        Crc32c whole = Crc32c.EMPTY;
        long lengthBytes = 0;
        for (SentChunk chunk : chunks) {
            extents.add(new ExtentCommit(chunk.chunkId(), 0, chunk.lengthBytes(), chunk.crc32c()));
            whole = whole.append(chunk.crc32c(), chunk.lengthBytes());
            lengthBytes += chunk.lengthBytes();
        }
        return of(uploadId, target, lengthBytes, whole, chunkSizeBytes, options, extents);
    }

    static FileCommit of(
            UUID uploadId,
            FilePath target,
            long lengthBytes,
            Crc32c crc32c,
            long chunkSizeBytes,
            UploadOptions options,
            List<ExtentCommit> extents) {
        return new FileCommit(
                uploadId,
                target,
                lengthBytes,
                crc32c,
                options.replicationFactor(),
                chunkSizeBytes,
                options.precondition(),
                null,
                null,
                extents);
    }

    static List<String> receipts(List<SentChunk> chunks) {
        return chunks.stream().flatMap(chunk -> chunk.receipts().stream()).toList();
    }
}
