package io.dfs.metadata.commit;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.token.TokenSigner;
import io.dfs.metadata.removal.Removals;
import io.dfs.metadata.removal.ReplicaKey;
import java.time.Duration;
import java.util.Collection;
import org.springframework.stereotype.Component;

/**
 * Refuses receipts for replicas that are on their way out, or may have left since the receipt was signed: the file would be
 * committed on something that is not there (I-1).
 */
@Component
class LeavingReplicas {

    /** What left before that, no receipt that is still good can be about. */
    private static final Duration LOOK_BACK = TokenSigner.RECEIPT_LIFETIME.plus(TokenSigner.CLOCK_SKEW.multipliedBy(2));

    private final Removals removals;

    LeavingReplicas(Removals removals) {
        this.removals = removals;
    }

    /** With the chunks' rows inserted or locked, so that what begins to leave from now on sees the commit. */
    void refuse(Collection<WrittenChunk> chunks) {
        if (chunks.isEmpty()) {
            return;
        }
        Collection<ReplicaKey> gone = removals.leavingOrLeftWithin(
                LOOK_BACK, chunks.stream().map(WrittenChunk::id).toList());
        for (WrittenChunk chunk : chunks) {
            gone.stream()
                    .filter(key ->
                            key.chunkId().equals(chunk.id()) && chunk.holders().contains(key.nodeId()))
                    .findFirst()
                    .ifPresent(key -> {
                        throw new DfsException(
                                ErrorCode.RECEIPT_EXPIRED,
                                "node %s has been told to remove chunk %s since it signed for it: upload the chunk again"
                                        .formatted(key.nodeId(), key.chunkId()));
                    });
        }
    }
}
