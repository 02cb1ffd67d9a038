package io.dfs.common.api;

import java.util.List;

/**
 * Makes all the files visible, or none.
 *
 * @param receipts the signed receipts of every replica of every chunk that the files use
 */
public record CommitRequest(List<FileCommit> files, List<String> receipts) {

    public CommitRequest {
        files = List.copyOf(files);
        receipts = List.copyOf(receipts);
    }
}
