package io.dfs.common.api;

import io.dfs.common.id.NodeId;

/**
 * A node whose chunks need a look now.
 *
 * @param occasion such as {@code dead since 2026-01-01T00:00:00Z}: a node is scanned once for each occasion, and again now and then
 */
public record ScanFocus(NodeId nodeId, String occasion) {}
