package io.dfs.cli.download;

import io.dfs.common.error.ErrorCode;

/** What one replica gave. */
sealed interface ReadOutcome {

    /** The right bytes. */
    record Verified() implements ReadOutcome {}

    /** Not the right bytes, or the node's own word that it has none: to be reported. */
    record BadReplica(ErrorCode code, String reason) implements ReadOutcome {}

    /** What this replica and those before it gave does not make up the piece: one of them is bad. */
    record Unclear() implements ReadOutcome {}

    /** No bytes; the replica may still be good. */
    record Failed(ErrorCode code, String reason) implements ReadOutcome {}
}
