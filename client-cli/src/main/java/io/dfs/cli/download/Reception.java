package io.dfs.cli.download;

import io.dfs.common.checksum.Crc32c;

/** Takes what one replica gives of a piece. */
interface Reception extends ByteSink {

    /**
     * How far the replica has been read, after the bytes have been written.
     *
     * @param lengthBytes since the start of this reading
     * @param crc32c of these bytes
     */
    void progress(long lengthBytes, Crc32c crc32c);
}
