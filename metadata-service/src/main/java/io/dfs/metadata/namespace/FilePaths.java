package io.dfs.metadata.namespace;

import io.dfs.common.file.FilePath;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The order in which paths are locked and listed. */
public final class FilePaths {

    /** By the bytes of the text; a directory comes before what is in it. */
    public static final Comparator<FilePath> BY_BYTES = (a, b) -> compare(a.names(), b.names());

    private FilePaths() {}

    /** Without the text of the names that both begin with, which of deep paths are nearly all. */
    private static int compare(List<String> a, List<String> b) {
        int shared = 0;
        while (shared < Math.min(a.size(), b.size()) && a.get(shared).equals(b.get(shared))) {
            shared++;
        }
        return Arrays.compareUnsigned(text(a, shared), text(b, shared));
    }

    private static byte[] text(List<String> names, int from) {
        return String.join("/", names.subList(from, names.size())).getBytes(StandardCharsets.UTF_8);
    }
}
