package io.dfs.common.api;

public enum EntryKind {
    FILE,
    DIRECTORY
}
