package io.dfs.node.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes as they are. */
final class PlainEncoder implements ChunkEncoder {

    @Override
    public void write(ByteBuffer bytes, Disk.NewFile file) throws IOException {
        file.write(bytes);
    }

    @Override
    public void finish(ChunkFooter footer, Disk.NewFile file) throws IOException {
        ChunkTrailer trailer = ChunkTrailer.of(ChunkFormat.PLAIN, footer.chunk());
        file.write(trailer.complete(trailer.allocateTail().put(footer.encode())));
    }
}
