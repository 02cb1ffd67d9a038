package io.dfs.common.api;

import java.util.List;

/**
 * @param checkedFiles those of the request that are files
 * @param checkedChunks their chunks, each once
 * @param findings files without one are sound
 */
public record FsckReply(int checkedFiles, int checkedChunks, List<FsckFinding> findings) {

    public FsckReply {
        findings = List.copyOf(findings);
    }
}
