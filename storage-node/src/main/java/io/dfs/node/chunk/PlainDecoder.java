package io.dfs.node.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

record PlainDecoder(ChunkFooter footer) implements ChunkDecoder {

    @Override
    public void read(FileChannel file, int firstBlock, ByteBuffer bytes) throws IOException {
        ChunkTrailer.readFully(file, bytes, ChunkFormat.PLAIN.positionOf(firstBlock));
    }
}
