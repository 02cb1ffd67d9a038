package io.dfs.cli.upload;

import io.dfs.cli.transfer.LocalFileException;
import io.dfs.cli.upload.UploadItem.LocalFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** A chunk that is a piece of one file. */
record FileRegion(LocalFile file, int index, long offset, long lengthBytes) implements ChunkSource {

    @Override
    public String origin() {
        return Origins.of(file.target(), index);
    }

    @Override
    public InputStream open() {
        try {
            return new ChannelRegion(FileChannel.open(file.path(), StandardOpenOption.READ), file.path(), offset, true);
        } catch (IOException e) {
            throw LocalFileException.of("read", file.path(), e);
        }
    }

    @Override
    public void requireUnchanged() {
        file.requireUnchanged();
    }
}
