package io.dfs.cli.upload;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.file.FilePath;
import io.dfs.common.id.ChunkId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One line of an upload's journal: exactly one of the fields is there. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JournalLine(
        @Nullable Start start,
        @Nullable Chunk chunk,
        @Nullable List<Committed> committed,
        @Nullable UUID superseded) {

    /**
     * The first line.
     *
     * @param nonce what upload ids are made from
     * @param targets where each source goes
     * @param atMillis when the upload began
     */
    record Start(int format, UUID nonce, JournalIdentity identity, List<FilePath> targets, long atMillis) {}

    /** A chunk that is durable; its receipts are of {@code atMillis} at the earliest. */
    record Chunk(
            UUID uploadId,
            int index,
            ChunkId chunkId,
            long lengthBytes,
            Crc32c crc32c,
            List<String> receipts,
            long atMillis) {

        SentChunk sent() {
            return new SentChunk(chunkId, lengthBytes, crc32c, receipts);
        }
    }

    /** A file that the service has committed, and what it then stored. */
    record Committed(UUID uploadId, long version, Crc32c crc32c) {}

    static JournalLine of(Start start) {
        return new JournalLine(start, null, null, null);
    }

    static JournalLine of(Chunk chunk) {
        return new JournalLine(null, chunk, null, null);
    }

    static JournalLine of(List<Committed> committed) {
        return new JournalLine(null, null, committed, null);
    }

    /** What this upload made has been replaced since: the file needs another upload id. */
    static JournalLine superseded(UUID uploadId) {
        return new JournalLine(null, null, null, uploadId);
    }
}
