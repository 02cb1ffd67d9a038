package io.dfs.node.chunk;

import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.id.ChunkId;
import io.dfs.node.encryption.EncryptionKeys;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads every byte of one directory's file of a chunk. */
final class ChunkExaminer {

    /** Opens a file in service; damage is remembered and told. */
    interface Opener {
        Optional<DiskChunkReader> open(DataDirectory directory, ChunkId chunkId);
    }

    private final Opener inService;
    private final EncryptionKeys keys;

    /** @param keys for files in quarantine */
    ChunkExaminer(Opener inService, EncryptionKeys keys) {
        this.inService = inService;
        this.keys = keys;
    }

    Examined examine(DataDirectory holder, ChunkId chunkId) {
        return examine(() -> inService.open(holder, chunkId));
    }

    /** What is wrong with a file in quarantine is no finding on a replica. */
    Examined examineQuarantined(DataDirectory holder, QuarantineName name) {
        return examine(() -> DiskChunkReader.open(
                holder.quarantine().fileOf(name),
                name.chunkId(),
                keys,
                new QuarantineTrouble(holder, name),
                holder.reads()));
    }

    private static Examined examine(Supplier<Optional<DiskChunkReader>> opening) {
        try (DiskChunkReader reader = opening.get().orElse(null)) {
            if (reader == null) {
                return new Examined.Absent();
            }
            reader.verify();
            return new Examined.Good(reader.chunk());
        } catch (DfsException e) {
            return switch (e.code()) {
                case CHUNK_CORRUPT -> new Examined.Bad(String.valueOf(e.getMessage()));
                case CHUNK_UNREADABLE -> new Examined.Unreadable(String.valueOf(e.getMessage()));
                default -> throw e;
            };
        }
    }

    private record QuarantineTrouble(DataDirectory holder, QuarantineName name) implements ReadTrouble {

        @Override
        public DfsException damaged(String detail) {
            return new DfsException(ErrorCode.CHUNK_CORRUPT, detail);
        }

        @Override
        public DfsException unreadable(IOException e) {
            return holder.unreadable(holder.quarantine().fileOf(name), e);
        }
    }
}
