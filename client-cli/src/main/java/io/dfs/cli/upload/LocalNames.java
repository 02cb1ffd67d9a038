package io.dfs.cli.upload;

import io.dfs.cli.session.TerminalText;
import io.dfs.cli.transfer.LocalFileException;
import io.dfs.common.file.FileName;
import java.nio.file.Path;

/** Names of local files as names in the store, byte for byte. */
final class LocalNames {

    private LocalNames() {}

    /** The file's own name; fails if its bytes are not valid UTF-8, because the store could not give it back the same. */
    static String nameOf(Path path) {
        Path name = path.getFileName();
        if (name == null) {
            throw new LocalFileException("%s has no name: give the one that it is to have".formatted(path));
        }
        String text = name.toString();
        // A Path keeps the bytes; made again from its text it is the same only if nothing was lost in between.
        if (text.indexOf('\uFFFD') >= 0 && !path.getFileSystem().getPath(text).equals(name)) {
            throw new LocalFileException(
                    "the name %s is not valid UTF-8, so it is not stored: rename it, or keep it in an archive: tar c %s | dfs upload - TARGET"
                            .formatted(TerminalText.name(path), TerminalText.name(path)));
        }
        return FileName.check(text);
    }
}
