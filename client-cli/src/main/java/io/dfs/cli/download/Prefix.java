package io.dfs.cli.download;

import io.dfs.common.checksum.Crc32c;

/** The first bytes of a piece, which other replicas have given: where the next one continues. */
record Prefix(long lengthBytes, Crc32c crc32c) {

    static final Prefix NONE = new Prefix(0, Crc32c.EMPTY);

    boolean isEmpty() {
        return lengthBytes == 0;
    }

    Prefix append(long moreBytes, Crc32c crcOfMore) {
        return new Prefix(lengthBytes + moreBytes, crc32c.append(crcOfMore, moreBytes));
    }
}
