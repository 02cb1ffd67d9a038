package io.dfs.cli.download;

/**
 * Takes bytes of a piece, in order; when another replica continues, again from some byte before, at the latest from the piece's
 * first. What came last counts. Fails only for local reasons.
 */
@FunctionalInterface
interface ByteSink {

    /** @param pieceOffset where in the piece the bytes belong */
    void write(long pieceOffset, byte[] bytes, int from, int length);
}
