package io.dfs.common.api;

/** What people decided about a node; stored. */
public enum AdminState {
    IN_SERVICE,
    MAINTENANCE,
    DRAINING,
    DRAINED
}
