package io.dfs.node.chunk;

import io.dfs.common.api.RemovalResult;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of this node. Thread-safe. Failures are {@link DfsException}s.
 *
 * <p>The store never deletes a chunk on its own judgement (I-4): a damaged one is no longer served, and is moved to
 * quarantine when a good one takes its place. What was opened before a chunk is moved or unlinked stays readable.
 */
public interface ChunkStore {

    /**
     * Reserves room for a chunk and starts to write it. A chunk that the store holds already needs none (I-8): its bytes are
     * then only compared.
     *
     * @throws DfsException {@link ErrorCode#NO_SPACE} if no data directory has room
     */
    ChunkWriter begin(NewChunk chunk);

    /**
     * Opens a chunk for reading.
     *
     * @throws DfsException {@link ErrorCode#CHUNK_NOT_FOUND}; {@link ErrorCode#CHUNK_CORRUPT} if the replica is known to
     *     be damaged or its footer is; {@link ErrorCode#CHUNK_UNREADABLE} if the disk does not give its bytes;
     *     {@link ErrorCode#ENCRYPTION_KEY_MISSING} if it is encrypted with a key that is not here;
     *     {@link ErrorCode#CHUNK_FORMAT_UNKNOWN} if a newer program wrote it
     */
    ChunkReader open(ChunkId chunkId);

    /** Is told of each piece that was read, and may wait. */
    @FunctionalInterface
    interface PieceRead {
        void read(long bytes) throws InterruptedException;
    }

    /**
     * Reads every byte of a replica, also of one that was found damaged before: if it is right now, it is served again. One
     * in a failed data directory is not read.
     *
     * @throws DfsException as {@link #open}; {@link ErrorCode#UNAVAILABLE} if it lies in a failed data directory
     */
    StoredChunk verify(ChunkId chunkId, PieceRead progress) throws InterruptedException;

    /** The same, as fast as the disk gives it. */
    default StoredChunk verify(ChunkId chunkId) {
        try {
            return verify(chunkId, _ -> {});
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing waits here", e);
        }
    }

    /**
     * What the store holds above {@code after} (null: from the first), in ascending order of the chunk ids (unsigned, as
     * 16 bytes), in service or in quarantine. Memory is bounded by {@code limit}, time grows with all that the store
     * holds: ask for many. A directory that can't be listed is left out, and reported as failed from then on; a part of one
     * that can't be is left out and counted.
     *
     * @param limit of distinct chunk ids
     */
    Inventory list(@Nullable ChunkId after, int limit);

    /**
     * Moves the chunk's file to quarantine, durably: {@code QUARANTINED}, also if it is there already under this removal;
     * then a file in service, written since, is left alone. {@code ABSENT} if there is none.
     */
    RemovalResult quarantine(ChunkId chunkId, UUID removalId);

    /**
     * Reads the file in quarantine and, if every byte is right, moves it back to service, durably: {@code RESTORED}.
     *
     * <p>Never over a good file in service: then that one has been verified, the outcome is {@code RESTORED} as well,
     * since chunks never change, and the one in quarantine stays there. A damaged one in service is moved to quarantine
     * first. {@code FAILED} if the file in quarantine is damaged; {@code ABSENT} if there is no file at all.
     */
    RemovalResult restore(ChunkId chunkId, UUID removalId);

    /** Deletes the file in quarantine, durably: {@code UNLINKED}. {@code ABSENT} if none is there under this removal. */
    RemovalResult unlink(ChunkId chunkId, UUID removalId);

    /** One round: tries failed data directories whose pause is over, and uses again those that work. */
    void tryFailedDirectories();

    /** Looks at each data directory (is it still there? how full?) and says what it found. */
    StoreReport report();
}
