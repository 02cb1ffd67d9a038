package io.dfs.cli.download;

import io.dfs.common.api.ExtentLocation;
import io.dfs.common.api.FileLocations;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The pieces of a span of one version of a file, in order, asked for a window at a time. Checks what the service says
 * for gaps, and for whole files that the extents' checksums make up the file's.
 */
final class Locations implements Iterator<Piece> {

    private final MetadataApi metadata;
    private final FileVersion version;
    private final ByteRange.Span span;
    private FileLocations window;
    private int index;
    private long offset;
    private Crc32c combined = Crc32c.EMPTY;

    /** @param first the answer for the span's start */
    Locations(MetadataApi metadata, FileLocations first, ByteRange.Span span) {
        this.metadata = metadata;
        this.version = FileVersion.of(first);
        this.span = span;
        this.window = first;
        this.offset = span.start();
    }

    @Override
    public boolean hasNext() {
        return offset < span.end();
    }

    @Override
    public Piece next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (index >= window.extents().size()) {
            window = metadata.locations(version.path(), offset, span.end() - offset);
            version.requireSame(window);
            index = 0;
        }
        if (window.extents().isEmpty()) {
            throw inconsistent("no extent holds byte %d".formatted(offset));
        }
        ExtentLocation extent = window.extents().get(index++);
        if (extent.fileOffset() > offset || extent.fileOffset() + extent.lengthBytes() <= offset) {
            throw inconsistent("the extent for byte %d begins at %d".formatted(offset, extent.fileOffset()));
        }
        Piece piece = Piece.of(extent, span);
        offset = piece.fileOffset() + piece.lengthBytes();
        combined = combined.append(extent.crc32c(), extent.lengthBytes());
        if (!hasNext()) {
            checkWhole();
        }
        return piece;
    }

    private void checkWhole() {
        boolean wholeFile = span.start() == 0 && span.end() == version.lengthBytes();
        if (wholeFile && !combined.equals(version.crc32c())) {
            throw inconsistent(
                    "the extents' checksums make %s and the file's is %s".formatted(combined, version.crc32c()));
        }
    }

    private DfsException inconsistent(String what) {
        return new DfsException(
                ErrorCode.CHECKSUM_MISMATCH,
                "the metadata of %s contradicts itself: %s".formatted(version.path(), what));
    }
}
