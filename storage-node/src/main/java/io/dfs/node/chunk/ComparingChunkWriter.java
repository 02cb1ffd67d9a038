package io.dfs.node.chunk;

import io.dfs.common.checksum.BlockChecksummer;
import io.dfs.common.checksum.BlockChecksums;
import io.dfs.common.error.DfsException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;

/**
 * Takes the bytes of a chunk that is there already, for a node that has no room for a second copy of them: only their
 * checksum is kept, and compared in the end.
 */
final class ComparingChunkWriter implements ChunkWriter {

    private final NewChunk chunk;
    private final Function<BlockChecksums, Optional<StoredChunk>> confirmation;
    private final DfsException full;
    private final BlockChecksummer checksummer = new BlockChecksummer();

    /**
     * @param confirmation present if the store has the same content, verified and durable
     * @param full the answer if it has not, after all
     */
    ComparingChunkWriter(
            NewChunk chunk, Function<BlockChecksums, Optional<StoredChunk>> confirmation, DfsException full) {
        this.chunk = chunk;
        this.confirmation = confirmation;
        this.full = full;
    }

    @Override
    public void write(ByteBuffer bytes) {
        DiskChunkWriter.WrittenLength.checkRoomFor(bytes.remaining(), checksummer.lengthBytes(), chunk);
        checksummer.update(bytes);
    }

    @Override
    public StoredChunk commit() {
        BlockChecksums checksums = checksummer.finish();
        DiskChunkWriter.WrittenLength.checkComplete(checksums, chunk);
        return confirmation.apply(checksums).orElseThrow(() -> full);
    }

    @Override
    public void close() {}
}
