package io.dfs.common.api;

import io.dfs.common.error.Rejection;
import io.dfs.common.id.ChunkId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param position of the file's first extent on the chunk
 * @param lengthBytes of the chunk, also in {@code removals} and {@code work}; to callers who are no admins, of the file on it
 * @param replicationFactor the highest that any file with an extent on the chunk wants
 * @param verdict for people: what is right or wrong with it, and what happens next
 * @param others each node without a replica: the rule that keeps it from getting one now, or NOT_DRAWN if it could
 * @param removals replicas on their way out
 * @param work what repair has to say, if there is a work item
 */
public record ChunkExplanation(
        int position,
        ChunkId chunkId,
        long lengthBytes,
        int replicationFactor,
        String verdict,
        List<ReplicaExplanation> replicas,
        List<Rejection> others,
        List<QuarantineItem> removals,
        @Nullable RepairItem work) {

    public ChunkExplanation {
        replicas = List.copyOf(replicas);
        others = List.copyOf(others);
        removals = List.copyOf(removals);
    }

    /** The same with another length throughout. */
    public ChunkExplanation ofLength(long bytes) {
        return new ChunkExplanation(
                position,
                chunkId,
                bytes,
                replicationFactor,
                verdict,
                replicas,
                others,
                removals.stream().map(removal -> removal.ofLength(bytes)).toList(),
                work == null ? null : work.ofLength(bytes));
    }
}
