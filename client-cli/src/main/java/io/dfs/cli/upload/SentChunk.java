package io.dfs.cli.upload;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;
import java.util.List;

/** A chunk that lies durably on enough nodes. {@code receipts} are their signed words, for the commit. */
record SentChunk(ChunkId chunkId, long lengthBytes, Crc32c crc32c, List<String> receipts) {

    SentChunk {
        receipts = List.copyOf(receipts);
    }
}
