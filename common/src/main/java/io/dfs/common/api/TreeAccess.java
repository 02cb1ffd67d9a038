package io.dfs.common.api;

import io.dfs.common.file.FilePath;
import java.util.List;

/** The access list of a directory; empty for none, which leaves the tree to the lists above it. */
public record TreeAccess(FilePath path, List<TreeGrant> grants) {

    public TreeAccess {
        grants = List.copyOf(grants);
    }
}
