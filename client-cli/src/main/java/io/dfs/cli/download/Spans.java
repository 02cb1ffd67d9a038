package io.dfs.cli.download;

import io.dfs.cli.download.ByteRange.Span;
import io.dfs.common.api.FileLocations;
import io.dfs.common.api.MetadataApi;
import io.dfs.common.file.FilePath;
import org.jspecify.annotations.Nullable;

/** Which bytes of a file are wanted, and where the first of them are. */
final class Spans {

    private Spans() {}

    /** The first window of locations for the range. */
    static FileLocations first(MetadataApi metadata, FilePath path, @Nullable ByteRange range) {
        if (range == null) {
            return metadata.locations(path, 0, null);
        }
        FileVersion version = FileVersion.of(metadata.locations(path, 0, 1L));
        Span span = range.within(version.lengthBytes());
        FileLocations first = metadata.locations(path, span.start(), span.lengthBytes());
        version.requireSame(first);
        return first;
    }

    static Span of(FileVersion version, @Nullable ByteRange range) {
        return range == null ? new Span(0, version.lengthBytes()) : range.within(version.lengthBytes());
    }
}
