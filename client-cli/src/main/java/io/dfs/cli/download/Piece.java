package io.dfs.cli.download;

import io.dfs.common.api.ExtentLocation;

/** A run of bytes within one extent: from {@code skipBytes} of the extent on. */
record Piece(ExtentLocation extent, long skipBytes, long lengthBytes) {

    Piece {
        if (skipBytes < 0 || lengthBytes < 1 || skipBytes + lengthBytes > extent.lengthBytes()) {
            throw new IllegalArgumentException("bytes %d to %d of an extent of %d"
                    .formatted(skipBytes, skipBytes + lengthBytes, extent.lengthBytes()));
        }
    }

    /** The part of the extent that lies in the span. */
    static Piece of(ExtentLocation extent, ByteRange.Span span) {
        long from = Math.max(extent.fileOffset(), span.start());
        long to = Math.min(extent.fileOffset() + extent.lengthBytes(), span.end());
        return new Piece(extent, from - extent.fileOffset(), to - from);
    }

    boolean whole() {
        return skipBytes == 0 && lengthBytes == extent.lengthBytes();
    }

    /** Whether nothing but its extent is on the chunk. */
    boolean ofWholeChunk() {
        return extent.lengthBytes() == extent.chunkLengthBytes();
    }

    long fileOffset() {
        return extent.fileOffset() + skipBytes;
    }

    long chunkOffset() {
        return extent.chunkOffset() + skipBytes;
    }

    Piece at(ExtentLocation refreshed) {
        return new Piece(refreshed, skipBytes, lengthBytes);
    }
}
