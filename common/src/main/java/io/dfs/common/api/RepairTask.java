package io.dfs.common.api;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.id.ChunkId;
import java.time.Instant;
import java.util.UUID;

/**
 * One replica to be made: the target pulls the chunk from the source by the ticket.
 *
 * @param fence must come with the result; a result with an older one is refused
 * @param claimedUntil after this another worker may claim the item
 */
public record RepairTask(
        UUID workId,
        long fence,
        RepairClass repairClass,
        ChunkId chunkId,
        long lengthBytes,
        Crc32c crc32c,
        NodeAddress source,
        NodeAddress target,
        String token,
        Instant claimedUntil) {}
