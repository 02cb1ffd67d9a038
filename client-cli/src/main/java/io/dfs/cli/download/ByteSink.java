package io.dfs.cli.download;

/** Takes bytes of a piece, in order; after a failure again from the piece's first byte. Fails only for local reasons. */
@FunctionalInterface
interface ByteSink {

    /** @param pieceOffset where in the piece the bytes belong */
    void write(long pieceOffset, byte[] bytes, int from, int length);
}
