package io.dfs.cli.upload;

/** What becomes of symbolic links in directories. */
enum LinkPolicy {
    /** They are left out, and counted. */
    SKIP,
    /** What they point to is stored under their name. */
    FOLLOW
}
