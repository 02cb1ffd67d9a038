package io.dfs.metadata.fsck;

import io.dfs.common.api.FsckFinding.Kind;
import io.dfs.common.checksum.Crc32c;

/** Checks that a file's extents are the file. They come in the order of their positions, in parts if there are many. */
final class FileCheck {

    private final FileFacts file;
    private final Findings findings;
    private int extents;
    private long lengthBytes;
    private Crc32c crc32c = Crc32c.EMPTY;

    FileCheck(FileFacts file) {
        this.file = file;
        this.findings = new Findings(file.path());
    }

    FileFacts file() {
        return file;
    }

    Findings findings() {
        return findings;
    }

    void add(ExtentFacts extent) {
        if (extent.position() != extents) {
            inconsistent(extent, "extent %d stands where extent %d should".formatted(extent.position(), extents));
        }
        checkPlace(extent);
        if (extent.chunkReplicationFactor() < file.replicationFactor()) {
            inconsistent(
                    extent,
                    "the chunk is to have %d replicas, the file wants %d"
                            .formatted(extent.chunkReplicationFactor(), file.replicationFactor()));
        }
        extents++;
        lengthBytes += extent.lengthBytes();
        crc32c = crc32c.append(extent.crc32c(), Math.max(0, extent.lengthBytes()));
    }

    private void checkPlace(ExtentFacts extent) {
        boolean within = extent.chunkOffset() >= 0
                && extent.lengthBytes() >= 1
                && extent.lengthBytes() <= extent.chunkLengthBytes() - extent.chunkOffset();
        if (!within) {
            inconsistent(
                    extent,
                    "extent %d has %d bytes from offset %d of a chunk that has %d"
                            .formatted(
                                    extent.position(),
                                    extent.lengthBytes(),
                                    extent.chunkOffset(),
                                    extent.chunkLengthBytes()));
        }
        boolean whole = extent.chunkOffset() == 0 && extent.lengthBytes() == extent.chunkLengthBytes();
        if (whole && !extent.crc32c().equals(extent.chunkCrc32c())) {
            inconsistent(
                    extent,
                    "extent %d is the whole chunk, but has the CRC32C %s and the chunk %s"
                            .formatted(extent.position(), extent.crc32c(), extent.chunkCrc32c()));
        }
    }

    /** When all extents have been added. */
    void end() {
        if (lengthBytes != file.lengthBytes()) {
            findings.add(
                    Kind.INCONSISTENT,
                    null,
                    "the %d extents have %d bytes together, the file has %d"
                            .formatted(extents, lengthBytes, file.lengthBytes()));
        } else if (!crc32c.equals(file.crc32c())) {
            findings.add(
                    Kind.INCONSISTENT,
                    null,
                    "the %d extents have the CRC32C %s together, the file has %s"
                            .formatted(extents, crc32c, file.crc32c()));
        }
    }

    private void inconsistent(ExtentFacts extent, String detail) {
        findings.add(Kind.INCONSISTENT, extent.chunkId(), detail);
    }
}
