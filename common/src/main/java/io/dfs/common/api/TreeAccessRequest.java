package io.dfs.common.api;

import java.util.List;

/** The whole list as it is to be; empty to remove it. */
public record TreeAccessRequest(List<TreeGrant> grants) {

    public TreeAccessRequest {
        grants = List.copyOf(grants);
    }
}
