package io.dfs.cli.upload;

import io.dfs.common.http.Fanout;
import java.io.InputStream;

/** The bytes of one chunk, readable again from the first one: a chunk is sent again when a node fails. */
interface ChunkSource extends Fanout.Reopener {

    long lengthBytes();

    /** Where the bytes come from, for the chunk file's self-description; percent-encoded. */
    String origin();

    /**
     * A stream of exactly {@link #lengthBytes()} bytes, unless the source has changed. Its reads fail with
     * {@link io.dfs.cli.transfer.LocalFileException} rather than IOException, which is what failing receivers throw.
     */
    @Override
    InputStream open();

    /** Fails if the bytes can't be the ones of the first reading any more. */
    void requireUnchanged();

    @Override
    default RuntimeException endedEarly() {
        return new IllegalStateException("%s ended before its %d bytes".formatted(origin(), lengthBytes()));
    }
}
