package io.dfs.cli.upload;

import io.dfs.cli.transfer.LocalFileException;
import io.dfs.common.size.ByteSize;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where chunks of streams wait until they are durable, because a stream can't be read again.
 *
 * @param chunks how many may be there at once
 */
record Spool(Path directory, int chunks) {

    /**
     * A file without a name, so that nothing stays behind when this process is killed. It is no channel: an interrupt of one of
     * the threads that read it would close it for all.
     */
    RandomAccessFile create() throws IOException {
        Path name = Files.createTempFile(directory, "dfs-", ".chunk");
        try {
            return new RandomAccessFile(name.toFile(), "rw");
        } finally {
            Files.deleteIfExists(name);
        }
    }

    LocalFileException failure(String name, long chunkBytes, IOException cause) {
        String what = "keep a part of %s in".formatted(name);
        return new LocalFileException(
                "%s; up to %s are needed there (%d chunks of %s): set TMPDIR to a folder with more free space, or give a smaller --chunk-size or --parallel"
                        .formatted(
                                LocalFileException.of(what, directory, cause).getMessage(),
                                ByteSize.format(chunks * chunkBytes),
                                chunks,
                                ByteSize.format(chunkBytes)),
                cause);
    }
}
