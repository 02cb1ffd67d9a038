package io.dfs.common.api;

import io.dfs.common.checksum.Crc32c;
import io.dfs.common.file.FilePath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of a range of a file are: every extent that touches the range, in order.
 *
 * @param nextOffset where to ask on if the range has more extents than one answer carries
 */
public record FileLocations(
        FilePath path,
        long version,
        long lengthBytes,
        Crc32c crc32c,
        long chunkSizeBytes,
        List<ExtentLocation> extents,
        @Nullable Long nextOffset) {}
