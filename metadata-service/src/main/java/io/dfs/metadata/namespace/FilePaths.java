package io.dfs.metadata.namespace;

import io.dfs.common.file.FilePath;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** The order in which paths are locked and listed. */
public final class FilePaths {

    /** By the bytes of the text; a directory comes before what is in it. */
    public static final Comparator<FilePath> BY_BYTES =
            Comparator.comparing(path -> path.toString().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private FilePaths() {}
}
