package io.dfs.cli.download;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Cuts pieces so that each fits in memory, at whole multiples of the size within the chunk, so that no block is read twice. */
final class Segments implements Iterator<Piece> {

    static final int MAX_BYTES = 4 << 20;

    private final Iterator<Piece> pieces;
    private @Nullable Piece rest;

    Segments(Iterator<Piece> pieces) {
        this.pieces = pieces;
    }

    @Override
    public boolean hasNext() {
        return rest != null || pieces.hasNext();
    }

    @Override
    public Piece next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Piece piece = rest == null ? pieces.next() : rest;
        long boundary = (piece.chunkOffset() / MAX_BYTES + 1) * MAX_BYTES;
        long length = boundary - piece.chunkOffset();
        if (piece.lengthBytes() <= length || piece.lengthBytes() <= MAX_BYTES) {
            rest = null;
            return piece;
        }
        rest = new Piece(piece.extent(), piece.skipBytes() + length, piece.lengthBytes() - length);
        return new Piece(piece.extent(), piece.skipBytes(), length);
    }
}
