package io.dfs.cli.upload;

import io.dfs.cli.upload.UploadItem.LocalFile;
import java.util.ArrayList;
import java.util.List;

/** Gathers small files until a pack is full: by bytes, or by what one commit takes. Not thread-safe. */
final class PackBuilder {

    private final long maxBytes;
    private final int maxFiles;
    private List<LocalFile> files = new ArrayList<>();
    private long bytes;

    PackBuilder(long maxBytes, int maxFiles) {
        this.maxBytes = maxBytes;
        this.maxFiles = maxFiles;
    }

    /** Whether the file goes in beside those that are there. */
    boolean fits(LocalFile file) {
        return files.isEmpty()
                || (files.size() < maxFiles && bytes + needed(file) + TarFormat.TRAILER_BYTES <= maxBytes);
    }

    void add(LocalFile file) {
        files.add(file);
        bytes += needed(file);
    }

    /** What was gathered; the builder is empty then. */
    List<LocalFile> take() {
        List<LocalFile> taken = files;
        files = new ArrayList<>();
        bytes = 0;
        return taken;
    }

    private static long needed(LocalFile file) {
        int header = TarFormat.header(file.target(), file.state()).length;
        return header + file.sizeBytes() + TarFormat.paddingBytes(file.sizeBytes());
    }
}
