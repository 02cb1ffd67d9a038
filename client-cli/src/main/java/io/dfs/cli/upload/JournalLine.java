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
        @Nullable List<UUID> committed) {

    /**
     * The first line.
     *
     * @param nonce makes the upload ids of this journal unlike those of any other
     * @param targets where each source goes: found out once, because what the first run has put there would make the
     *     second run find out something else
     */
    record Start(int format, UUID nonce, JournalIdentity identity, List<FilePath> targets) {}

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

    static JournalLine of(Start start) {
        return new JournalLine(start, null, null);
    }

    static JournalLine of(Chunk chunk) {
        return new JournalLine(null, chunk, null);
    }

    static JournalLine of(List<UUID> committed) {
        return new JournalLine(null, null, committed);
    }
}
