package io.dfs.metadata.commit;

import io.dfs.common.api.CommitRequest;
import io.dfs.common.api.ExtentCommit;
import io.dfs.common.api.FileCommit;
import io.dfs.common.checksum.Crc32c;
import io.dfs.common.error.DfsException;
import io.dfs.common.error.ErrorCode;
import io.dfs.common.file.FilePath;
import io.dfs.common.size.ByteSize;
import io.dfs.metadata.limits.Limits;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a commit's files must be like, whatever the database and the nodes say. First the limits, then paths, then extents. */
final class FileRules {

    private static final int MAX_CONTENT_TYPE_LENGTH = 255;

    private FileRules() {}

    static void check(CommitRequest request, Limits limits) {
        List<FileCommit> files = request.files();
        if (files.isEmpty() || files.size() > limits.maxFilesPerCommit()) {
            throw invalid("the commit has %d files; it must have from 1 to %d"
                    .formatted(files.size(), limits.maxFilesPerCommit()));
        }
        if (request.receipts().size() > limits.maxReceiptsPerCommit()) {
            throw invalid(
                    "the commit has %d receipts; the limit is %d: use larger chunks, or commit fewer files at a time"
                            .formatted(request.receipts().size(), limits.maxReceiptsPerCommit()));
        }
        files.forEach(file -> checkLimits(file, limits));
        checkPaths(files);
        files.forEach(FileRules::checkExtents);
    }

    private static void checkLimits(FileCommit file, Limits limits) {
        if (file.extents().size() > limits.maxExtentsPerFile()) {
            throw invalid("%s has %d extents; the limit is %d: use larger chunks"
                    .formatted(file.path(), file.extents().size(), limits.maxExtentsPerFile()));
        }
        long minChunkSize = limits.minChunkSize().toBytes();
        long maxChunkSize = limits.maxChunkSize().toBytes();
        if (file.chunkSizeBytes() < minChunkSize || file.chunkSizeBytes() > maxChunkSize) {
            throw new DfsException(
                    ErrorCode.INVALID_CHUNK_SIZE,
                    "the chunk size of %s is %s; it must be from %s to %s"
                            .formatted(
                                    file.path(),
                                    ByteSize.format(file.chunkSizeBytes()),
                                    ByteSize.format(minChunkSize),
                                    ByteSize.format(maxChunkSize)));
        }
        if (file.replicationFactor() < 1 || file.replicationFactor() > limits.maxReplicationFactor()) {
            throw new DfsException(
                    ErrorCode.INVALID_REPLICATION_FACTOR,
                    "the replication factor of %s is %d; it must be from 1 to %d"
                            .formatted(file.path(), file.replicationFactor(), limits.maxReplicationFactor()));
        }
        checkDescription(file, limits);
    }

    private static void checkDescription(FileCommit file, Limits limits) {
        String contentType = file.contentType();
        if (contentType != null
                && (contentType.length() > MAX_CONTENT_TYPE_LENGTH
                        || contentType.chars().anyMatch(Character::isISOControl))) {
            throw invalid("the content type of %s is longer than %d characters or has control characters in it"
                    .formatted(file.path(), MAX_CONTENT_TYPE_LENGTH));
        }
        long attributesBytes = 0;
        for (Map.Entry<String, String> attribute : attributes(file).entrySet()) {
            attributesBytes += utf8Length(attribute.getKey()) + utf8Length(attribute.getValue());
        }
        if (attributesBytes > limits.maxAttributesBytes().toBytes()) {
            throw invalid("the attributes of %s are %d bytes long; the limit is %d"
                    .formatted(
                            file.path(),
                            attributesBytes,
                            limits.maxAttributesBytes().toBytes()));
        }
    }

    private static void checkPaths(List<FileCommit> files) {
        Set<FilePath> paths = new HashSet<>();
        for (FileCommit file : files) {
            if (file.path().isRoot()) {
                throw new DfsException(ErrorCode.IS_A_DIRECTORY, "/ is the root directory: give the file a name");
            }
            if (!paths.add(file.path())) {
                throw invalid("the commit has two files at %s".formatted(file.path()));
            }
        }
        for (FileCommit file : files) {
            for (int depth = 1; depth < file.path().names().size(); depth++) {
                FilePath above = file.path().prefix(depth);
                if (paths.contains(above)) {
                    throw new DfsException(
                            ErrorCode.NOT_A_DIRECTORY,
                            "%s is a file of this commit, so %s can't be below it".formatted(above, file.path()));
                }
            }
        }
    }

    /** The extents follow each other without a gap by their order; what can be wrong are their lengths and checksums. */
    private static void checkExtents(FileCommit file) {
        long lengthBytes = 0;
        Crc32c crc32c = Crc32c.EMPTY;
        for (ExtentCommit extent : file.extents()) {
            if (extent.lengthBytes() < 1 || extent.chunkOffset() < 0) {
                throw new DfsException(
                        ErrorCode.EXTENTS_NOT_CONTIGUOUS,
                        "an extent of %s has %d bytes from offset %d of chunk %s: it must have at least one, from 0 on"
                                .formatted(file.path(), extent.lengthBytes(), extent.chunkOffset(), extent.chunkId()));
            }
            // A sum beyond 63 bits is negative and so never the file's length.
            lengthBytes = lengthBytes < 0 ? lengthBytes : lengthBytes + extent.lengthBytes();
            crc32c = crc32c.append(extent.crc32c(), extent.lengthBytes());
        }
        if (file.lengthBytes() < 0 || lengthBytes != file.lengthBytes()) {
            throw new DfsException(
                    ErrorCode.EXTENTS_NOT_CONTIGUOUS,
                    "the %d extents of %s have %d bytes together, but the file is to have %d: one is missing or overlaps"
                            .formatted(file.extents().size(), file.path(), lengthBytes, file.lengthBytes()));
        }
        if (!crc32c.equals(file.crc32c())) {
            throw new DfsException(
                    ErrorCode.CHECKSUM_MISMATCH,
                    "the extents of %s have the CRC32C %s together, but the file is to have %s"
                            .formatted(file.path(), crc32c, file.crc32c()));
        }
    }

    static Map<String, String> attributes(FileCommit file) {
        Map<String, String> attributes = file.attributes();
        return attributes == null ? Map.of() : attributes;
    }

    private static long utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static DfsException invalid(String message) {
        return new DfsException(ErrorCode.INVALID_REQUEST, message);
    }
}
